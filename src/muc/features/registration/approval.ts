import { SubmittedForm } from '../../../stanza/data-form.js'
import { attr } from '../../../stanza/element.js'
import { StanzaError } from '../../../stanza/error.js'
import { parseJid } from '../../../stanza/jid.js'
import { NS } from '../../../stanza/namespaces.js'
import type { Capability } from '../../capability.js'
import type { RoomMessage } from '../../context.js'
import { mapOf, occupantOf } from '../../model/room.js'
import { answerRegistration } from '../../operations/answer-registration.js'
import { ALLOW_FIELD, nickIn, REQUESTER_FIELD } from '../../operations/registration-form.js'
import { approvalForm, mayAnswerRegistrations, refuseAnswerer } from '../../operations/request-registration.js'

/** XEP-0045 §9.9: admins and owners answer those who want to be registered. What nobody has answered yet is kept. */
export const registrationApproval: Capability = {
  onEntered(entered) {
    const { room, occupant, session, batch } = entered
    if (!mayAnswerRegistrations(room, occupant.user)) return
    for (const [user, request] of mapOf(room, 'registration'))
      batch.send(approvalForm(entered, { user, request }), [session])
  },

  onMessage(context) {
    const x = context.message.getChild('x', NS.dataForm)
    // Who cancels a form of ours leaves it to others (§8.6, §9.9).
    if (x && attr(x, 'type') === 'cancel') return 'handled'
    const form = x && attr(x, 'type') === 'submit' ? new SubmittedForm(x) : undefined
    if (form?.formType !== NS.mucRegister) return 'pass'
    readAnswer(context, form)
    return 'handled'
  },
}

/** The admin may give another nick than the one that was asked for. */
function readAnswer(context: RoomMessage, form: SubmittedForm): void {
  const { room, from } = context
  refuseAnswerer(room, from.bare)
  const user = parseJid(form.text(REQUESTER_FIELD) ?? '')?.bare
  const isAllowed = form.boolean(ALLOW_FIELD)
  if (user === undefined || isAllowed === undefined) {
    throw new StanzaError('bad-request', `The form must have ${REQUESTER_FIELD} and ${ALLOW_FIELD}.`)
  }
  const asked = mapOf(room, 'registration').get(user)
  // Who comes through an open invite has not said how they want to be called.
  const nick = isAllowed && asked && asked.nick !== '' ? nickIn(form, asked.nick) : undefined
  const nickOfAnswerer = occupantOf(room, from.full)?.nick
  answerRegistration(context, { user, by: from.bare, nickOfAnswerer, isAllowed, nick })
}
