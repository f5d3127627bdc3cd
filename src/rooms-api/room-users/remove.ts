import type { Context } from '../../muc/context.js'
import { changeStatus } from '../change-status.js'
import { isActive, PUT_OUT } from '../room-user-status.js'
import { endMembership, refuseCreator } from './leave.js'
import type { Person } from './person.js'
import { requireModerator, requireStatus, roomWithUsers } from './room.js'

/**
 * Removes a user from the room, for moderators and for the user. A user whom a moderator removes comes back by no link
 * (`PutOut`). Throws `unknown-room`, `not-a-moderator`, `unknown-user`, or as `endMembership` does.
 */
export function removeUser(
  context: Context,
  removal: { readonly roomId: string; readonly by: Person; readonly user: () => Person },
): void {
  const { roomId, by } = removal
  const room = roomWithUsers(context, { roomId, reader: by.jid })
  const user = removal.user()
  if (user.jid !== by.jid) requireModerator(room, by.jid)
  const was = requireStatus(room, user.jid)
  refuseCreator(room, user)
  if (isActive(was)) endMembership(context, room, { user, by })
  else changeStatus({ ...context, room }, user.jid, user.jid === by.jid ? undefined : PUT_OUT.deleted)
}
