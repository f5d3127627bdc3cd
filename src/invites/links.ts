import type { Context } from '../muc/context.js'
import { isAtLeast } from '../muc/model/affiliation.js'
import { affiliationOf, type Room } from '../muc/model/room.js'
import { Refusal } from '../rooms-api/refusal.js'
import { hasEnded, isExpired, type OpenInvite } from './open-invite.js'
import { mayManageLink } from './rights.js'

/** What a link does at this moment. */
export type LinkState = 'open' | 'paused' | 'expired' | 'used-up'

/** `at` is in milliseconds since 1970. */
export function linkState(invite: OpenInvite, at: number): LinkState {
  if (isExpired(invite, at)) return 'expired'
  if (hasEnded(invite, at)) return 'used-up'
  return invite.terms.paused ? 'paused' : 'open'
}

/**
 * The room of this REST id or bare JID, for its members and those who are more: others do not learn that it exists.
 * Throws `unknown-room`.
 */
export function ownRoom({ rooms }: Context, asked: { room: string; by: string }): Room {
  const room = rooms.byId(asked.room) ?? rooms.get(asked.room)
  if (room && !room.record.locked && isAtLeast(affiliationOf(room, asked.by), 'member')) return room
  throw new Refusal('unknown-room', `There is no room ${asked.room} to which you belong.`)
}

/** The links to a room that this person (a bare JID) may see and change: all for its admins and owners. Oldest first. */
export function linksOf({ openInvites }: Pick<Context, 'openInvites'>, room: Room, by: string): OpenInvite[] {
  return openInvites.ofRoom(room.record.id).filter(invite => mayManageLink(room, by, invite))
}

/** The stories of links are for admins and owners; throws `not-a-moderator`. */
export function refuseHistoryTo(room: Room, by: string): void {
  if (isAtLeast(affiliationOf(room, by), 'admin')) return
  throw new Refusal('not-a-moderator', 'Only an owner or an admin of the room may see who came through its links.')
}
