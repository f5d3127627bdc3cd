import { isActive } from '../../muc/model/room-user-status.js'
import { changeStatus } from '../../muc/operations/change-status.js'
import type { Turn } from '../../invites/turn.js'
import { letGo, refuseCreator } from './leave.js'
import type { Person } from './person.js'
import { requireModerator, roomWithUsers, standingIn } from './room.js'

/** Somebody is none of the room's users any more, and nothing is kept of it: for moderators, and for oneself. */
export function removeUser(
  turn: Turn,
  removal: { readonly roomId: string; readonly by: Person; readonly user: () => Person },
): void {
  const { roomId, by } = removal
  const room = roomWithUsers(turn, roomId)
  const user = removal.user()
  if (user.jid !== by.jid) requireModerator(room, by.jid)
  const was = standingIn(room, user.jid)
  refuseCreator(room, user)
  if (isActive(was)) letGo(turn, room, { user, by })
  else changeStatus({ ...turn, room }, user.jid, undefined)
}
