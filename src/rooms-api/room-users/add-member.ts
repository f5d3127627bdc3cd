import type { Context } from '../../muc/context.js'
import { affiliationOf, type Room } from '../../muc/model/room.js'
import { deliverInvitation, newInvitationId } from '../../muc/operations/deliver-invitation.js'
import { isFull, setAffiliation } from '../../muc/operations/set-affiliation.js'
import { directInvitation } from '../../stanza/invitation.js'
import { Refusal } from '../refusal.js'
import type { Privilege } from '../room-user-status.js'
import type { Person } from './person.js'

const AFFILIATION_OF = { guest: 'member', user: 'member', moderator: 'admin' } as const

export type Coming = {
  readonly user: Person
  readonly by: Person
  readonly privilege: Privilege
  readonly status: 'invited' | 'accepted'
  /** Goes into the invitation. */
  readonly reason?: string
}

/** Refuses who is banned, and a room that has no place. */
export function refuseComing({ settings }: Context, room: Room, user: Person): void {
  if (affiliationOf(room, user.jid) === 'outcast') {
    throw new Refusal('banned', `${user.jid} is banned from this room; lift the ban first.`)
  }
  const { maxMembers } = settings
  if (isFull(room, maxMembers)) {
    const quota = { current: room.members, most: maxMembers }
    throw new Refusal('full', 'This room has as many members as it may have.', quota)
  }
}

/**
 * Somebody becomes a member by a moderator's will: invited, with an invitation from that moderator, or in at once; then
 * the room tells them.
 */
export function letCome(context: Context, room: Room, coming: Coming): void {
  const { user, privilege, status, reason } = coming
  const isInvited = status === 'invited'
  setAffiliation(
    { ...context, room },
    {
      user: user.jid,
      affiliation: AFFILIATION_OF[privilege],
      isVisitor: privilege === 'guest',
      status: isInvited ? 'invited' : undefined,
      reason,
      skipNotification: isInvited,
    },
  )
  if (isInvited) invite(context, room, coming)
}

function invite(context: Context, room: Room, { user, by, reason }: Coming): void {
  const { id: roomId, jid, config } = room.record
  const message = directInvitation({
    from: by.jid,
    to: user.jid,
    id: newInvitationId(context),
    room: jid,
    roomId,
    roomName: config.name,
    reason,
    password: config.password || undefined,
  })
  deliverInvitation({ ...context, room }, message, { inviter: by.jid })
}
