import { isAtLeast } from '../../muc/affiliation.js'
import type { RoomUserPage } from '../../muc/lookup.js'
import { affiliationOf } from '../../muc/room.js'
import { isActive, type Standing, showsMembers, standingOf } from '../../muc/standing.js'
import { Refusal } from '../refusal.js'
import type { Turn } from '../turn.js'
import type { Person } from './person.js'
import { requireRegistered, roomWithUsers, standingIn } from './room.js'

/** One user of a room, for who is one too. */
export function readUser(
  turn: Turn,
  asked: { readonly roomId: string; readonly by: Person; readonly user: () => Person },
): { user: Person; standing: Standing } {
  const room = roomWithUsers(turn, asked.roomId)
  requireRegistered(room, asked.by.jid)
  const user = asked.user()
  return { user, standing: standingIn(room, user.jid) }
}

/**
 * The page of the room's users that the look-up `roomUsers` was asked for. For those who are invited or in; where the
 * room hides its members' addresses from each other, for its moderators alone.
 */
export function listUsers(turn: Turn, asked: { readonly roomId: string; readonly reader: string }): RoomUserPage {
  const { roomId, reader } = asked
  const room = roomWithUsers(turn, roomId)
  const isModerator = isAtLeast(affiliationOf(room, reader), 'admin')
  if (!isModerator && !isActive(standingOf(room, reader))) {
    throw new Refusal('not-registered', 'Only users of the room may see who they are.')
  }
  if (!isModerator && !showsMembers(room)) {
    throw new Refusal('not-registered', 'This room shows the addresses of its members to moderators alone.')
  }
  return turn.found.roomUsers ?? { users: [], total: 0 }
}
