import { booleanField, dataForm } from '../../stanza/data-form.js'
import { type Element, xml } from '../../stanza/element.js'
import { NS } from '../../stanza/namespaces.js'
import type { RegistrationAnswered, RoomContext } from '../context.js'
import { ALLOW_FIELD, requestFields } from './registration-form.js'

/** Notifies a person that their registration request was denied. */
export function notifyDenied(answered: RoomContext & Pick<RegistrationAnswered, 'user' | 'request'>): void {
  const { user, request, batch } = answered
  const fields = [...requestFields({ ...request, answers: {} }), booleanField(ALLOW_FIELD, 'Allowed', false)]
  const message = textMessage(answered, { user, text: 'Your request to register with this room was turned down.' })
  message.append(dataForm('result', NS.mucRegister, fields))
  batch.deliver(message)
}

/** A message from the room to a person (a bare JID), with a text. */
export function textMessage(
  { room, batch }: Pick<RoomContext, 'room' | 'batch'>,
  note: { user: string; text: string },
): Element {
  return xml('message', { from: room.record.jid, to: note.user, id: batch.newId() }, xml('body', {}, note.text))
}
