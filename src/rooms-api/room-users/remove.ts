import type { Context } from '../../muc/context.js'
import type { Room } from '../../muc/model/room.js'
import { StanzaError } from '../../stanza/error.js'
import { changeStatus } from '../change-status.js'
import { isActive, PUT_OUT, statusOf } from '../room-user-status.js'
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

/**
 * Removes one person of a list, for moderators, so that a repeat is no error: `absent` is a person who is no user of the
 * room. Throws `conflict` for the moderator, who would lose the right to remove the others, or as `removeUser` does.
 */
export function removeOfMany(
  context: Context,
  room: Room,
  { by, user }: { readonly by: Person; readonly user: Person },
): 'removed' | 'absent' {
  requireModerator(room, by.jid)
  if (user.jid === by.jid) throw new StanzaError('conflict', 'A list cannot remove you; leave the room instead.')
  if (!statusOf(room, user.jid)) return 'absent'
  removeUser(context, { roomId: room.record.id, by, user: () => user })
  return 'removed'
}
