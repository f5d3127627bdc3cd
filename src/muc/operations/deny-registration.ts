import { booleanField, dataForm } from '../../stanza/data-form.js'
import { NS } from '../../stanza/namespaces.js'
import type { RegistrationAnswered, RoomContext } from '../context.js'
import { ALLOW_FIELD, requestFields } from './registration-form.js'
import { roomTitle, textMessage } from './text-message.js'

/** Notifies a person that their registration request was denied. */
export function notifyDenied(answered: RoomContext & Pick<RegistrationAnswered, 'user' | 'request'>): void {
  const { room, user, request, batch } = answered
  const fields = [...requestFields({ ...request, answers: {} }), booleanField(ALLOW_FIELD, 'Allowed', false)]
  const message = textMessage(answered, { user, text: `Declined: your request to join ${roomTitle(room)}.` })
  message.append(dataForm('result', NS.mucRegister, fields))
  batch.deliver(message)
}
