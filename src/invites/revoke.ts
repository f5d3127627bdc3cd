import { isAtLeast, setAffiliation } from '../muc/operations/set-affiliation.js'
import type { OpenInvite } from './open-invite.js'
import { affiliationOf, type Room } from '../muc/model/room.js'
import { decline } from './approval.js'
import { tellOwner } from './notify-owner.js'
import { Refusal } from './refusal.js'
import { note } from './record-event.js'
import type { Turn } from './turn.js'

/** Takes a link away: its id lets nobody in from now on, and who waits for an approval by it is turned down. */
export function revokeLink(turn: Turn, room: Room, { invite, by }: { invite: OpenInvite; by: string }): void {
  declineWaiting(turn, room, { invite, by })
  turn.batch.change({ kind: 'open-invite', was: invite, now: undefined })
  note(turn, invite, { event: 'revoked', by })
  tellOwner(turn, invite, 'deleted')
}

/** Turns down who waits for an approval by this link. */
export function declineWaiting(turn: Turn, room: Room, { invite, by }: { invite: OpenInvite; by: string }): void {
  for (const [user, request] of room.registrations) {
    if (request.linkId === invite.linkId) decline(turn, { room, user, by, request })
  }
}

/**
 * Removes those who came in through a link and are still members; admins and owners stay. The turn has found them by the
 * look-up `joinersOf`. For admins and owners; throws `not-a-moderator`. Gives back those who were removed.
 */
export function removeJoiners(turn: Turn, room: Room, removal: { invite: OpenInvite; by: string }): string[] {
  const { invite, by } = removal
  if (!isAtLeast(affiliationOf(room, by), 'admin')) {
    throw new Refusal('not-a-moderator', 'Only an owner or an admin of the room can remove those who came by a link.')
  }
  const removed = (turn.found.joinersOf ?? []).filter(user => user !== by && affiliationOf(room, user) === 'member')
  for (const user of removed) {
    const reason = 'The link through which you came was revoked.'
    setAffiliation({ ...turn, room }, { user, affiliation: 'none', reason })
    note(turn, invite, { event: 'removed', by, user })
  }
  return removed
}
