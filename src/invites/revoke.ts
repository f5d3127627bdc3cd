import type { Context } from '../muc/context.js'
import { isAtLeast } from '../muc/model/affiliation.js'
import { affiliationOf, mapOf, type Room } from '../muc/model/room.js'
import { setAffiliation } from '../muc/operations/set-affiliation.js'
import { Refusal } from '../rooms-api/refusal.js'
import { decline } from './approval.js'
import { notifyOwner } from './notify-owner.js'
import type { OpenInvite } from './open-invite.js'
import { recordEvent } from './record-event.js'

/** Revokes a link: its id stops working, and the pending requests by it are declined. */
export function revokeLink(context: Context, room: Room, { invite, by }: { invite: OpenInvite; by: string }): void {
  declineWaiting(context, room, { invite, by })
  context.batch.change({ kind: 'open-invite', was: invite, now: undefined })
  recordEvent(context, invite, { event: 'revoked', by })
  notifyOwner(context, { invite, action: 'deleted' })
}

/** Declines the pending requests by this link, which is about to close. `by` is a bare JID. */
export function declineWaiting(context: Context, room: Room, { invite, by }: { invite: OpenInvite; by: string }): void {
  for (const capability of context.capabilities) capability.onLinkClosing?.({ ...context, room, invite, by })
  for (const [user, request] of mapOf(room, 'registration')) {
    if (request.via === invite.linkId) decline(context, { room, user, by, request })
  }
}

/**
 * Removes the joiners by a link who are plain members; admins and owners stay. Needs the look-up `joinersOf`. Throws
 * `not-a-moderator` if `by` is neither an admin nor an owner. Returns the removed bare JIDs.
 */
export function removeJoiners(context: Context, room: Room, removal: { invite: OpenInvite; by: string }): string[] {
  const { invite, by } = removal
  if (!isAtLeast(affiliationOf(room, by), 'admin')) {
    throw new Refusal('not-a-moderator', 'Only an owner or an admin of the room can remove the joiners by a link.')
  }
  const removed = (context.found.joinersOf ?? []).filter(user => user !== by && affiliationOf(room, user) === 'member')
  for (const user of removed) {
    const reason = 'The link by which you joined was revoked.'
    setAffiliation({ ...context, room }, { user, affiliation: 'none', reason })
    recordEvent(context, invite, { event: 'removed', by, user })
  }
  return removed
}
