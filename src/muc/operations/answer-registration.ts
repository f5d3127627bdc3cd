import { xml } from '../../stanza/element.js'
import { StanzaError } from '../../stanza/error.js'
import { statusCode } from '../../stanza/muc-user.js'
import { NS } from '../../stanza/namespaces.js'
import type { RegistrationAnswered, RoomContext } from '../context.js'
import { isInside, mapOf } from '../model/room.js'
import { notifyDenied, textMessage } from './deny-registration.js'
import { inviteMember } from './invite-member.js'
import { refuseAnswerer, withdrawRegistration } from './request-registration.js'
import { setAffiliation } from './set-affiliation.js'

export type RegistrationAnswer = {
  /** Who waits: a bare JID. */
  readonly user: string
  /** Who answers: a bare JID. */
  readonly by: string
  /** The nick by which the room shows who answers, if they are in it. */
  readonly nickOfAnswerer?: string | undefined
  readonly isAllowed: boolean
  /** Instead of the one that was asked for. */
  readonly nick?: string | undefined
}

/**
 * XEP-0045 §9.9: answers somebody who wants to be registered; the first answer counts. Throws `forbidden` where `by` is
 * no admin, `item-not-found` where nobody waits, and what `setAffiliation` throws.
 */
export function answerRegistration(context: RoomContext, answer: RegistrationAnswer): void {
  const { room, capabilities } = context
  const { user, by, isAllowed } = answer
  refuseAnswerer(room, by)
  const request = mapOf(room, 'registration').get(user)
  if (!request) throw new StanzaError('item-not-found', `${user} does not wait for an answer, or has one already.`)
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
  // Who is inside has heard of it by presence.
  if (isInside(room, user)) return
  if (room.record.config.membersOnly) inviteMember(answered, { user, actor, inviter: by })
  else notifyMember(answered)
}

/** §18.1: who is away hears of a new affiliation by 101. */
function notifyMember(answered: RegistrationAnswered): void {
  const { batch, user, nick } = answered
  const item = xml('item', { affiliation: 'member', role: 'none', jid: user, nick })
  const message = textMessage(answered, { user, text: `You are a member of this room now; you are called ${nick}.` })
  message.append(xml('x', NS.mucUser, item, statusCode(101)))
  batch.deliver(message)
}

/** No specification says how; the form comes back with the answer, and with words for every client. */
function deny(answered: RegistrationAnswered): void {
  withdrawRegistration(answered, answered.user)
  notifyDenied(answered)
}
