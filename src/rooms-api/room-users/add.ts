import type { Context } from '../../muc/context.js'
import { refuseBlocked } from '../../muc/operations/refuse-blocked.js'
import { changeStatus } from '../change-status.js'
import { Refusal } from '../refusal.js'
import { type Privilege, type RoomUserStatus, statusOf } from '../room-user-status.js'
import { addMember, refuseBannedOrFull } from './add-member.js'
import { notifyModerators } from './events.js'
import type { Person } from './person.js'
import { refusePrivilege } from './privilege.js'
import { refuseArchived, requireModerator, requireStatus, roomWithUsers } from './room.js'

export type Addition = {
  readonly roomId: string
  readonly by: Person
  readonly user: () => Person
  readonly reason: string
  readonly status: 'invited' | 'accepted' | 'unsubscribed'
  readonly privilege: Privilege
}

/**
 * Adds a user for a moderator: as invited, as accepted, or as `unsubscribed`, which lets the user join a locked room by
 * a link. Throws `unknown-room`, `not-a-moderator`, `archived`, `already-there`, `banned`, `full`, or as
 * `refusePrivilege`.
 */
export function addUser(context: Context, addition: Addition): { user: Person; status: RoomUserStatus } {
  const { roomId, by, reason, status, privilege } = addition
  const room = roomWithUsers(context, { roomId, reader: by.jid })
  requireModerator(room, by.jid)
  refuseBlocked(context, by.jid)
  refuseArchived(room)
  const user = addition.user()
  if (statusOf(room, user.jid)) {
    throw new Refusal('already-there', `Room User with userId = ${user.id} already exists.`)
  }
  refuseBannedOrFull(context, room, user)
  refusePrivilege(room, { by, user, now: privilege })
  if (status === 'unsubscribed') {
    changeStatus({ ...context, room }, user.jid, status)
  } else {
    addMember(context, room, { user, by, privilege, status, reason })
    notifyModerators(context, room, { name: 'invitation', person: user })
  }
  return { user, status: requireStatus(room, user.jid) }
}
