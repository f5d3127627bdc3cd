import type { Capability } from '../muc/capability.js'
import type { Context, RegistrationAnswered } from '../muc/context.js'
import type { RegistrationRequest, Room } from '../muc/model/room.js'
import { notifyDenied } from '../muc/operations/deny-registration.js'
import { withdrawRegistration } from '../muc/operations/request-registration.js'
import { Refusal } from '../rooms-api/refusal.js'
import { letIn } from './admit.js'
import { refuseGuest } from './check-admission.js'
import { note } from './record-event.js'
import { isOpenFor, mayMakeLink } from './rights.js'

/**
 * Who waits because an open invite lets people in on approval (`unlock_ack`) gets the answer of a moderator, by whatever
 * way it was given: an invitation from the link's owner, or a refusal.
 */
export const openInviteApproval: Capability = {
  registrationOrigin({ openInvites, room }, request) {
    const link = openInvites.named(room.record.id, request.via)
    return link ? `, by a link of ${link.owner}${link.terms.label && ` (${link.terms.label})`}` : ''
  },

  onRegistrationAnswered(answered) {
    const { request, isAllowed } = answered
    if (request.via === '') return 'pass'
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
  const { room, openInvites, user, by, request } = answered
  const invite = openInvites.named(room.record.id, request.via)
  if (!invite || !isOpenFor(room, invite)) {
    const text = 'The link by which this person came opens nothing any more. Context them down, or make them a member.'
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
  context: Context,
  declined: { room: Room; user: string; by: string; request: RegistrationRequest },
): void {
  const { room, user, by, request } = declined
  withdrawRegistration({ ...context, room }, user)
  notifyDenied({ ...context, room, user, request })
  note(context, { linkId: request.via, roomId: room.record.id }, { event: 'declined', by, user })
}
