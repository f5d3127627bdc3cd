import type { Context } from '../../muc/context.js'
import { isAtLeast } from '../../muc/model/affiliation.js'
import { affiliationOf, isNonAnonymous, type Room, roleOnEntry } from '../../muc/model/room.js'
import type { RoomUserPage } from '../questions.js'
import { Refusal } from '../refusal.js'
import { isActive, type RoomUserStatus, showsMembers, statusOf } from '../room-user-status.js'
import type { Person } from './person.js'
import { requireRegistered, requireStatus, roomWithUsers } from './room.js'

/**
 * One user of a room, for another user of it; only for moderators if the room hides its members. Throws `unknown-room`,
 * `not-registered` or `unknown-user`.
 */
export function readUser(
  context: Context,
  asked: { readonly roomId: string; readonly by: Person; readonly user: () => Person },
): { user: Person; status: RoomUserStatus } {
  const room = roomWithUsers(context, { roomId: asked.roomId, reader: asked.by.jid })
  requireRegistered(room, asked.by.jid)
  const user = asked.user()
  // Otherwise a caller could learn whether a guessed address is a member.
  if (user.jid !== asked.by.jid) refuseHidden(room, asked.by.jid)
  return { user, status: requireStatus(room, user.jid) }
}

/**
 * The page of the look-up `roomUsers`, for active users of the room; only for moderators if the room hides its members.
 * Throws `unknown-room` or `not-registered`.
 */
export function listUsers(context: Context, asked: { readonly roomId: string; readonly reader: string }): RoomUserPage {
  const { reader } = asked
  const room = roomWithUsers(context, asked)
  refuseListing(room, reader)
  return context.found.roomUsers ?? { users: [], total: 0 }
}

/** Throws `not-registered` if the reader (a bare JID) may not see the list of the users of a room. */
export function refuseListing(room: Room, reader: string): void {
  const isModerator = isAtLeast(affiliationOf(room, reader), 'admin')
  if (!isModerator && !isActive(statusOf(room, reader))) {
    throw new Refusal('not-registered', 'Only users of the room may see its users.')
  }
  refuseHidden(room, reader)
}

/** Whether the reader (a bare JID) may know which address a nick of the room has (XEP-0045 §4.2). */
export function seesNicks(room: Room, reader: string): boolean {
  return isNonAnonymous(room) || isAtLeast(affiliationOf(room, reader), 'admin')
}

/** Also if the owners do not let this role have the list (`muc#roomconfig_getmemberlist`, XEP-0045 §16.5.3). */
function refuseHidden(room: Room, reader: string): void {
  if (isAtLeast(affiliationOf(room, reader), 'admin')) return
  const role = isAtLeast(affiliationOf(room, reader), 'member') ? roleOnEntry(room, reader) : 'participant'
  if (showsMembers(room) && room.record.config.getMemberList.includes(role)) return
  throw new Refusal('not-registered', 'This room shows the addresses of its members only to moderators.')
}
