import { StanzaError } from '../../stanza/error.js'
import type { RegistrationAnswered, RoomContext } from '../context.js'
import { isInside, mapOf } from '../model/room.js'
import { noteDenial } from './denied-requests.js'
import { notifyDenied } from './deny-registration.js'
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
  const { membersOnly } = room.record.config
  setAffiliation(answered, { user, actor, affiliation: 'member', nick, skipNotification: membersOnly })
  if (membersOnly && !isInside(room, user)) inviteMember(answered, { user, actor, inviter: by })
}

/** No specification defines a denial. Ours is the form with the answer, and a text for clients without forms. */
function deny(answered: RegistrationAnswered): void {
  withdrawRegistration(answered, answered.user)
  noteDenial(answered, answered.user)
  notifyDenied(answered)
}
