import type { Capability } from '../muc/capability.js'
import type { Context, RegistrationAnswered } from '../muc/context.js'
import type { RegistrationRequest, Room } from '../muc/model/room.js'
import { noteDenial } from '../muc/operations/denied-requests.js'
import { notifyDenied } from '../muc/operations/deny-registration.js'
import { withdrawRegistration } from '../muc/operations/request-registration.js'
import { Refusal } from '../rooms-api/refusal.js'
import { admit } from './admit.js'
import { checkJoiner } from './check-admission.js'
import { hasEnded } from './open-invite.js'
import { recordEvent } from './record-event.js'
import { isOpenFor, mayMakeLink } from './rights.js'

/**
 * Answers the pending requests of joiners by links with approval (`unlock_ack`): an approved joiner gets an invitation
 * from the link's owner, a declined one a refusal. The moderator may answer by form, command or REST.
 */
export const openInviteApproval: Capability = {
  registrationOrigin({ openInvites, room }, request) {
    const link = openInvites.byLinkId(room.record.id, request.via)
    return link ? `, by a link of ${link.owner} (${link.terms.label || `…${link.linkId.slice(-6)}`})` : ''
  },

  onRegistrationAnswered(answered) {
    const { request, isAllowed } = answered
    if (request.via === '') return 'pass'
    if (isAllowed) approve(answered)
    else declineByModerator(answered)
    return 'handled'
  },
}

/**
 * The link may have ended while the joiner was waiting. Then the moderator gets the refusal, and the request stays,
 * since changed terms can open the link again.
 */
function approve(answered: RegistrationAnswered): void {
  const { room, openInvites, user, by, request } = answered
  const invite = openInvites.byLinkId(room.record.id, request.via)
  if (!invite || !isOpenFor(room, invite)) {
    const text = 'The link of this request no longer opens the room. Decline the request, or make the person a member.'
    throw new Refusal('unknown-open-invite', text)
  }
  if (hasEnded(invite, answered.batch.at)) {
    const text = 'The link of this request has expired or is used up. Change its terms, or make the person a member.'
    throw new Refusal('unknown-open-invite', text)
  }
  if (!mayMakeLink(room, by, invite.terms.grants)) {
    throw new Refusal(
      'not-a-moderator',
      'This link grants moderator; only an owner of the room can approve the request.',
    )
  }
  const joiner = { jid: user, name: user }
  checkJoiner(answered, { invite, room, joiner })
  admit(answered, { invite, room, joiner, by })
}

/** Unlike the end of a link, the decision of a moderator holds for a day. */
function declineByModerator(answered: RegistrationAnswered): void {
  decline(answered, answered)
  noteDenial(answered, answered.user)
}

/**
 * Declines the pending request of a joiner by a link: removes it and sends the refusal. `user` and `by` are bare JIDs.
 */
export function decline(
  context: Context,
  declined: { room: Room; user: string; by: string; request: RegistrationRequest },
): void {
  const { room, user, by, request } = declined
  withdrawRegistration({ ...context, room }, user)
  notifyDenied({ ...context, room, user, request })
  recordEvent(context, { linkId: request.via, roomId: room.record.id }, { event: 'declined', by, user })
}
