import type { Context } from '../../muc/context.js'
import { affiliationOf, type Room } from '../../muc/model/room.js'
import { countInvitations } from '../../muc/operations/count-invitations.js'
import { isFull, setAffiliation } from '../../muc/operations/set-affiliation.js'
import { inviteDirectly } from '../invite-directly.js'
import { Refusal } from '../refusal.js'
import type { Privilege } from '../room-user-status.js'
import type { Person } from './person.js'

const AFFILIATION_OF = { guest: 'member', user: 'member', moderator: 'admin' } as const

export type NewMember = {
  readonly user: Person
  readonly by: Person
  readonly privilege: Privilege
  readonly status: 'invited' | 'accepted'
  readonly reason?: string
}

/** Throws `banned` or `full`. */
export function refuseBannedOrFull({ settings }: Context, room: Room, user: Person): void {
  if (affiliationOf(room, user.jid) === 'outcast') {
    throw new Refusal('banned', `${user.jid} is banned from this room; lift the ban first.`)
  }
  const { maxMembers } = settings
  if (isFull(room, maxMembers)) {
    const quota = { current: room.members, most: maxMembers }
    throw new Refusal('full', 'This room has reached its limit of members.', quota)
  }
}

/**
 * Makes a user a member in the name of a moderator: with the status `invited`, and an invitation from the moderator; or
 * with `accepted`, and the notification of the room (XEP-0045 §9.3). Throws as `countInvitations`.
 */
export function addMember(context: Context, room: Room, coming: NewMember): void {
  const { user, by } = coming
  if (user.jid !== by.jid) countInvitations({ ...context, room }, { inviter: by.jid, invited: [user.jid] })
  putMember(context, room, { ...coming, isTold: true })
}

/** Does the same without a count of the invitation. A new member who is not `isTold` gets no message. */
export function putMember(context: Context, room: Room, coming: NewMember & { isTold: boolean }): void {
  const { user, by, privilege, status, reason, isTold } = coming
  const isInvited = status === 'invited'
  setAffiliation(
    { ...context, room },
    {
      user: user.jid,
      affiliation: AFFILIATION_OF[privilege],
      isVisitor: privilege === 'guest',
      status: isInvited ? 'invited' : undefined,
      reason,
      skipNotification: isInvited || !isTold,
    },
  )
  if (isInvited) inviteDirectly({ ...context, room }, { inviter: by.jid, user: user.jid, reason })
}
