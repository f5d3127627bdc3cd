import { xml } from '../../stanza/element.js'
import { StanzaError } from '../../stanza/error.js'
import { statusCode } from '../../stanza/muc-user.js'
import { NS } from '../../stanza/namespaces.js'
import type { RegistrationAnswered, RoomContext } from '../context.js'
import { isInside, mapOf } from '../model/room.js'
import { noteDenial } from './denied-requests.js'
import { notifyDenied, textMessage } from './deny-registration.js'
import { inviteMember } from './invite-member.js'
import { refuseAnswerer, withdrawRegistration } from './request-registration.js'
import { setAffiliation } from './set-affiliation.js'

export type RegistrationAnswer = {
  /** The requester: a bare JID. */
  readonly user: string
  /** The admin who answers: a bare JID. */
  readonly by: string
  /** The admin's nick, if the admin is in the room. */
  readonly nickOfAnswerer?: string | undefined
  readonly isAllowed: boolean
  /** The nick to reserve, instead of the requested one. */
  readonly nick?: string | undefined
}

/**
 * Answers a registration request (XEP-0045 §9.9); the first answer counts. Throws `forbidden` if `by` is no admin,
 * `item-not-found` if there is no request, and what `setAffiliation` throws.
 */
export function answerRegistration(context: RoomContext, answer: RegistrationAnswer): void {
  const { room, capabilities } = context
  const { user, by, isAllowed } = answer
  refuseAnswerer(room, by)
  const request = mapOf(room, 'registration').get(user)
  if (!request) throw new StanzaError('item-not-found', `${user} has no pending request.`)
  const answered = { ...context, ...answer, request, nick: answer.nick ?? request.nick }
  for (const capability of capabilities) {
    if (capability.onRegistrationAnswered?.(answered) === 'handled') return
  }
  if (isAllowed) accept(answered)
  else deny(answered)
}

function accept(answered: RegistrationAnswered): void {
  const { room, user, by, nick, nickOfAnswerer } = answered
  const actor = nickOfAnswerer === undefined ? undefined : { nick: nickOfAnswerer }
  setAffiliation(answered, { user, actor, affiliation: 'member', nick, skipNotification: true })
  // An occupant is notified by presence.
  if (isInside(room, user)) return
  if (room.record.config.membersOnly) inviteMember(answered, { user, actor, inviter: by })
  else notifyMember(answered)
}

/** Notifies a person outside the room of the new affiliation, with 101 (XEP-0045 §18.1). */
function notifyMember(answered: RegistrationAnswered): void {
  const { batch, user, nick } = answered
  const item = xml('item', { affiliation: 'member', role: 'none', jid: user, nick })
  const message = textMessage(answered, { user, text: `You are now a member of this room; your nick is ${nick}.` })
  message.append(xml('x', NS.mucUser, item, statusCode(101)))
  batch.deliver(message)
}

/** No specification defines a denial. Ours is the form with the answer, and a text for clients without forms. */
function deny(answered: RegistrationAnswered): void {
  withdrawRegistration(answered, answered.user)
  noteDenial(answered, answered.user)
  notifyDenied(answered)
}
