import type { Context } from '../muc/context.js'
import { isAtLeast } from '../muc/model/affiliation.js'
import { affiliationOf, type Room } from '../muc/model/room.js'
import { Refusal } from '../rooms-api/refusal.js'
import { ManagedLink } from './managed-link.js'
import { hasEnded, isExpired, type OpenInvite } from './open-invite.js'

export type LinkState = 'open' | 'paused' | 'expired' | 'used-up'

/** The state of a link at a time, in milliseconds since 1970. */
export function linkState(invite: OpenInvite, at: number): LinkState {
  if (isExpired(invite, at)) return 'expired'
  if (hasEnded(invite, at)) return 'used-up'
  return invite.terms.paused ? 'paused' : 'open'
}

/**
 * The room with this REST id or bare JID, for its members, admins and owners. Throws `unknown-room` for all others, so
 * that the answer does not reveal that the room exists.
 */
export function ownRoom(context: Context, asked: { room: string; by: string }): Room {
  const room = findOwnRoom(context, asked)
  if (room) return room
  throw new Refusal('unknown-room', `You are not a member of a room ${asked.room}.`)
}

/** The same, for a look-up; undefined for all others. */
export function findOwnRoom({ rooms }: Pick<Context, 'rooms'>, asked: { room: string; by: string }): Room | undefined {
  const room = rooms.byId(asked.room) ?? rooms.get(asked.room)
  return room && !room.record.locked && isAtLeast(affiliationOf(room, asked.by), 'member') ? room : undefined
}

/** The links to a room that this person (a bare JID) may change: all of them for admins and owners. Oldest first. */
export function linksOf({ openInvites }: Pick<Context, 'openInvites'>, room: Room, by: string): ManagedLink[] {
  return openInvites.ofRoom(room.record.id).flatMap(invite => ManagedLink.inRoom(room, by, invite) ?? [])
}

/** Throws `not-a-moderator` if the person (a bare JID) is neither an admin nor an owner. */
export function refuseHistoryTo(room: Room, by: string): void {
  if (isAtLeast(affiliationOf(room, by), 'admin')) return
  throw new Refusal('not-a-moderator', 'Only an owner or an admin of the room may see its link history.')
}
