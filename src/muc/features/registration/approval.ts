import { SubmittedForm } from '../../../stanza/data-form.js'
import { attr } from '../../../stanza/element.js'
import { StanzaError } from '../../../stanza/error.js'
import { parseJid } from '../../../stanza/jid.js'
import { NS } from '../../../stanza/namespaces.js'
import type { Capability } from '../../capability.js'
import type { RoomMessage } from '../../context.js'
import { mapOf, occupantOf } from '../../model/room.js'
import { answerRegistration } from '../../operations/answer-registration.js'
import { approvalForm } from '../../operations/approval-form.js'
import { ALLOW_FIELD, nickIn, REQUESTER_FIELD } from '../../operations/registration-form.js'
import { mayAnswerRegistrations, refuseAnswerer } from '../../operations/request-registration.js'
import { pendingText } from '../../operations/request-text.js'
import { sendToOccupants } from '../../operations/text-message.js'

/** XEP-0045 §9.9: admins and owners answer registration requests. Unanswered requests are stored. */
export const registrationApproval: Capability = {
  /** One text for all forms: clients may show each message with a text, and the admin gets them at each entry. */
  onEntered(entered) {
    const { room, occupant, session, batch } = entered
    const pending = mapOf(room, 'registration')
    if (pending.size === 0 || !mayAnswerRegistrations(room, occupant.user)) return
    const text = pendingText(entered)
    const inForm = pending.size === 1 ? { text } : {}
    for (const [user, request] of pending) batch.send(approvalForm(entered, { user, request, ...inForm }), [session])
    sendToOccupants(entered, { text, sessions: [session] })
  },

  onMessage(context) {
    const x = context.message.getChild('x', NS.dataForm)
    // Cancelling an approval form leaves the decision to other admins or moderators (§8.6, §9.9).
    if (x && attr(x, 'type') === 'cancel') return 'handled'
    const form = x && attr(x, 'type') === 'submit' ? new SubmittedForm(x) : undefined
    if (form?.formType !== NS.mucRegister) return 'pass'
    readAnswer(context, form)
    return 'handled'
  },
}

/** The admin may change the requested nick. */
function readAnswer(context: RoomMessage, form: SubmittedForm): void {
  const { room, from } = context
  refuseAnswerer(room, from.bare)
  const user = parseJid(form.text(REQUESTER_FIELD) ?? '')?.bare
  const isAllowed = form.boolean(ALLOW_FIELD)
  if (user === undefined || isAllowed === undefined) {
    throw new StanzaError('bad-request', `The form must have the fields ${REQUESTER_FIELD} and ${ALLOW_FIELD}.`)
  }
  const request = mapOf(room, 'registration').get(user)
  // A request by an open invite has no nick.
  const nick = isAllowed && request && request.nick !== '' ? nickIn(form, request.nick) : undefined
  const nickOfAnswerer = occupantOf(room, from.full)?.nick
  answerRegistration(context, { user, by: from.bare, nickOfAnswerer, isAllowed, nick })
}
