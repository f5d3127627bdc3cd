import type { Capability, RegistrationAnswered } from '../muc/capability.js'
import { tellDenied } from '../muc/operations/answer-registration.js'
import { withdrawRegistration } from '../muc/operations/request-registration.js'
import type { RegistrationRequest, Room } from '../muc/model/room.js'
import { letIn } from './admit.js'
import { Refusal } from './refusal.js'
import { refuseGuest } from './check-admission.js'
import { isOpenFor, mayMakeLink } from './rights.js'
import { note } from './record-event.js'
import type { Turn } from './turn.js'

/**
 * Who waits because an open invite lets people in on approval (`unlock_ack`) gets the answer of a moderator, by whatever
 * way it was given: an invitation from the link's owner, or a refusal.
 */
export const openInviteApproval: Capability = {
  onRegistrationAnswered(answered) {
    const { request, isAllowed } = answered
    if (request.linkId === '') return 'pass'
    if (isAllowed) approve(answered)
    else decline(answered, answered)
    return 'handled'
  },
}

/**
 * A link may have ended while the person was waiting: then it lets nobody in, until somebody changes its terms. The
 * moderator is told, and the request stays.
 */
function approve(answered: RegistrationAnswered): void {
  const { room, rooms, user, by, request } = answered
  const invite = rooms.openInvites.named(room.record.id, request.linkId)
  if (!invite || !isOpenFor(room, invite)) {
    const text = 'The link by which this person came opens nothing any more. Turn them down, or make them a member.'
    throw new Refusal('unknown-open-invite', text)
  }
  if (!mayMakeLink(room, by, invite.terms.grants)) {
    throw new Refusal('not-a-moderator', 'This link lets moderators in; only an owner of the room can approve of that.')
  }
  const joiner = { jid: user, name: user }
  refuseGuest(answered, { invite, room, joiner })
  letIn(answered, { invite, room, joiner, by })
}

/** Turns down somebody who came through a link and waits. */
export function decline(
  turn: Turn,
  declined: { room: Room; user: string; by: string; request: RegistrationRequest },
): void {
  const { room, user, by, request } = declined
  withdrawRegistration({ ...turn, room }, user)
  tellDenied({ ...turn, room, user, request })
  note(turn, { linkId: request.linkId, roomId: room.record.id }, { event: 'declined', by, user })
}
