import { booleanField, titledForm } from '../../stanza/data-form.js'
import { type Element, xml } from '../../stanza/element.js'
import { NS } from '../../stanza/namespaces.js'
import type { RoomContext } from '../context.js'
import { ALLOW_FIELD, REQUESTER_FIELD, requestFields } from './registration-form.js'
import { originOf, type Requested } from './request-text.js'

/** The message to an admin with the approval form (XEP-0045 §9.9); `text`, if any, is for clients without forms. */
export function approvalForm(context: RoomContext, asked: Requested & { text?: string }): Element {
  const { room, batch } = context
  const { user, request, text } = asked
  const origin = originOf(context, request)
  const form = titledForm({
    formType: NS.mucRegister,
    title: 'Registration request',
    instructions: `${user} asks to join${origin}. Say whether you allow it; cancel to leave it to others.`,
    fields: [
      { name: REQUESTER_FIELD, type: 'jid-single', label: 'User ID', values: [user] },
      ...requestFields(request),
      booleanField(ALLOW_FIELD, 'Allow this person to register with the room?', false),
    ],
  })
  const body = text === undefined ? [] : [xml('body', {}, text)]
  return xml('message', { from: room.record.jid, id: batch.newId() }, ...body, form)
}
