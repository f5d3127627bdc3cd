import type { Context } from '../muc/context.js'
import { isAtLeast } from '../muc/model/affiliation.js'
import { affiliationOf, mapOf, type Room } from '../muc/model/room.js'
import { setAffiliation } from '../muc/operations/set-affiliation.js'
import { Refusal } from '../rooms-api/refusal.js'
import { decline } from './approval.js'
import { notifyOwner } from './notify-owner.js'
import type { OpenInvite } from './open-invite.js'
import { recordEvent } from './record-event.js'

/** Takes a link away: its id lets nobody in from now on, and who waits for an approval by it is turned down. */
export function revokeLink(context: Context, room: Room, { invite, by }: { invite: OpenInvite; by: string }): void {
  declineWaiting(context, room, { invite, by })
  context.batch.change({ kind: 'open-invite', was: invite, now: undefined })
  recordEvent(context, invite, { event: 'revoked', by })
  notifyOwner(context, invite, 'deleted')
}

/** Turns down who waits for an approval by this link. */
export function declineWaiting(context: Context, room: Room, { invite, by }: { invite: OpenInvite; by: string }): void {
  for (const [user, request] of mapOf(room, 'registration')) {
    if (request.via === invite.linkId) decline(context, { room, user, by, request })
  }
}

/**
 * Removes those who came in through a link and are still members; admins and owners stay. The context has found them by the
 * look-up `joinersOf`. For admins and owners; throws `not-a-moderator`. Gives back those who were removed.
 */
export function removeJoiners(context: Context, room: Room, removal: { invite: OpenInvite; by: string }): string[] {
  const { invite, by } = removal
  if (!isAtLeast(affiliationOf(room, by), 'admin')) {
    throw new Refusal('not-a-moderator', 'Only an owner or an admin of the room can remove those who came by a link.')
  }
  const removed = (context.found.joinersOf ?? []).filter(user => user !== by && affiliationOf(room, user) === 'member')
  for (const user of removed) {
    const reason = 'The link through which you came was revoked.'
    setAffiliation({ ...context, room }, { user, affiliation: 'none', reason })
    recordEvent(context, invite, { event: 'removed', by, user })
  }
  return removed
}
