import type { Context } from '../../muc/context.js'
import { affiliationOf, type Room } from '../../muc/model/room.js'
import { refuseBlocked } from '../../muc/operations/refuse-blocked.js'
import { setAffiliation } from '../../muc/operations/set-affiliation.js'
import { changeStatus } from '../change-status.js'
import { Refusal } from '../refusal.js'
import { isActive, type Privilege, PUT_OUT, type RoomUserStatus, isPutOut as wasPutOut } from '../room-user-status.js'
import { addMember, refuseBannedOrFull } from './add-member.js'
import { archiveEmptyRoom } from './archive-empty-room.js'
import { notifyModerators, notifyOccupants } from './events.js'
import { endMembership, isLastOwner, refuseCreator, refuseLastOwner } from './leave.js'
import type { Person } from './person.js'
import { refusePrivilege } from './privilege.js'
import { refuseArchived, requireModerator, requireStatus, roomWithUsers } from './room.js'

type Update = {
  readonly by: Person
  readonly user: Person
  readonly was: RoomUserStatus
  readonly status: RoomUserStatus['status']
  readonly privilege: Privilege
}

/**
 * Changes the status or the privilege of a user. Users accept, decline and leave by themselves; only moderators do the
 * rest. Unchanged values cause no notification. Throws `unknown-room`, `unknown-user` or the refusals below.
 */
export function updateUser(
  context: Context,
  update: {
    readonly roomId: string
    readonly by: Person
    readonly user: () => Person
    readonly status?: RoomUserStatus['status'] | undefined
    readonly privilege?: Privilege | undefined
  },
): { user: Person; status: RoomUserStatus } {
  const { roomId, by } = update
  const room = roomWithUsers(context, { roomId, reader: by.jid })
  const user = update.user()
  if (user.jid !== by.jid) requireModerator(room, by.jid)
  refuseBlocked(context, by.jid)
  const was = requireStatus(room, user.jid)
  const { status = was.status, privilege = was.privilege } = update
  const asked = { by, user, was, status, privilege }
  if (isActive(was)) changeActive(context, room, asked)
  else changeFormer(context, room, asked)
  return { user, status: requireStatus(room, user.jid) }
}

/** Changes an invited or accepted user. `privilege` is ignored if the user leaves or declines. */
function changeActive(context: Context, room: Room, update: Update): void {
  const { by, user, was, status, privilege } = update
  if (status === 'unsubscribed' || status === 'rejected') {
    if (user.jid === by.jid && isLastOwner(room, user)) archiveEmptyRoom(context, room, { user, status })
    else endMembership(context, room, { user, by, status })
    return
  }
  if (was.status === 'accepted' && status === 'invited') {
    throw new Refusal('already-there', `${user.jid} has accepted already; an invitation would have no effect.`)
  }
  if (privilege !== was.privilege) changePrivilege(context, room, update)
  if (was.status === 'invited' && status === 'accepted') accept(context, room, user)
}

function accept(context: Context, room: Room, user: Person): void {
  refuseArchived(room)
  changeStatus({ ...context, room }, user.jid, undefined)
  notifyOccupants(context, room, { name: 'join', person: user })
}

function changePrivilege(context: Context, room: Room, { by, user, was, privilege }: Update): void {
  if (user.jid === by.jid) throw new Refusal('not-a-moderator', 'You cannot change your own privilege.')
  refuseCreator(room, user)
  refuseLastOwner(room, user)
  refusePrivilege(room, { by, user, was: was.privilege, now: privilege })
  setAffiliation(
    { ...context, room },
    {
      user: user.jid,
      affiliation: privilege === 'moderator' ? 'admin' : 'member',
      isVisitor: privilege === 'guest',
      status: was.status === 'invited' ? 'invited' : undefined,
    },
  )
}

/**
 * Changes a user who has declined, left or been removed: a moderator may add the user again. Users who have declined
 * cannot set themselves to `unsubscribed`, since a link would then admit them to a locked room.
 */
function changeFormer(context: Context, room: Room, update: Update): void {
  const { by, user, was, status, privilege } = update
  if (user.jid === by.jid && was.status === 'rejected' && status === 'unsubscribed') {
    throw new Refusal('not-a-moderator', 'You have declined this room; a moderator may invite you again.')
  }
  if (status === 'unsubscribed' || status === 'rejected') {
    if (privilege !== was.privilege) throw new Refusal('already-there', `${user.jid} has left; invite them first.`)
    if (status === was.status) return
    const isPutOut = user.jid !== by.jid && (status === 'rejected' || wasPutOut(room, user.jid))
    changeStatus({ ...context, room }, user.jid, isPutOut ? PUT_OUT[status] : status)
    return
  }
  if (user.jid === by.jid && affiliationOf(room, by.jid) !== 'owner') {
    throw new Refusal('not-a-moderator', 'You have left this room; a moderator may invite you again.')
  }
  refuseArchived(room)
  refuseBannedOrFull(context, room, user)
  if (privilege !== was.privilege) refusePrivilege(room, { by, user, now: privilege })
  addMember(context, room, { user, by, privilege, status })
  if (status === 'invited') notifyModerators(context, room, { name: 'invitation', person: user })
  else notifyOccupants(context, room, { name: 'join', person: user })
}
