import type { Context } from '../../muc/context.js'
import type { Room } from '../../muc/model/room.js'
import { mayInvite } from '../../muc/operations/count-invitations.js'
import { refuseBlocked } from '../../muc/operations/refuse-blocked.js'
import { changeStatus } from '../change-status.js'
import { Refusal } from '../refusal.js'
import { isActive, type Privilege, type RoomUserStatus, statusOf } from '../room-user-status.js'
import { addMember, putMember, refuseBannedOrFull } from './add-member.js'
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

/** One person of a list that a moderator adds. */
type Added = {
  readonly by: Person
  readonly user: Person
  readonly privilege: Privilege
  /** To invite the person, who accepts or declines; otherwise the person is a member at once. */
  readonly isInvited: boolean
  readonly reason: string
}

/**
 * Adds one person of a list, as an admin does over XMPP (XEP-0045 §9.3, §9.5), so that a repeat is no error: `present` is a
 * person who was a member already. Beyond the limit of invitations people are added without a message, as in a list over
 * XMPP: a long list must not reach many strangers. Throws `not-a-moderator`, `archived`, `banned`, `full`, `already-there`
 * for a member who was to become an admin, or as `refusePrivilege`.
 */
export function addOfMany(context: Context, room: Room, added: Added): 'added' | 'invited' | 'present' {
  const { by, user, privilege, isInvited, reason } = added
  requireModerator(room, by.jid)
  refuseBlocked(context, by.jid)
  refuseArchived(room)
  const was = statusOf(room, user.jid)
  if (isActive(was)) {
    if (privilege !== 'moderator' || was.privilege === 'moderator') return 'present'
    throw new Refusal('already-there', `${user.jid} is a member already; change the privilege of the user instead.`)
  }
  refuseBannedOrFull(context, room, user)
  refusePrivilege(room, { by, user, now: privilege })
  const isTold = mayInvite({ ...context, room }, { inviter: by.jid, invited: [user.jid] })
  const status = isInvited && isTold ? 'invited' : 'accepted'
  putMember(context, room, { user, by, privilege, status, reason, isTold })
  return status === 'invited' ? 'invited' : 'added'
}
