import { dataForm, SubmittedForm } from '../../stanza/data-form.js'
import { attr, type Element, xml } from '../../stanza/element.js'
import { StanzaError } from '../../stanza/error.js'
import { statusCode } from '../../stanza/muc-user.js'
import { NS } from '../../stanza/namespaces.js'
import type { Capability, Context, RoomQuery } from '../capability.js'
import { destroyRoom } from '../destroy.js'
import { affiliationOf, allSessions, type RoomConfig } from '../room.js'

/** XEP-0045 §10.1.2, §10.1.3, §10.2: the owner's form, for the first time and later. */
export const configuration: Capability = {
  onQuery(query) {
    const { room, from, namespace, payload, type } = query
    if (namespace !== NS.mucOwner || payload.getChild('destroy')) return 'pass'
    if (affiliationOf(room, from.bare) !== 'owner') {
      throw new StanzaError('forbidden', 'Only an owner may see and change the configuration.')
    }
    if (type === 'get') query.answer(xml('query', NS.mucOwner, formOf(query, room.record.config)))
    else receiveForm(query)
    return 'handled'
  },
}

function formOf({ capabilities }: Context, config: RoomConfig): Element {
  const fields = capabilities.flatMap(capability => capability.fields?.(config) ?? [])
  return dataForm('form', NS.roomConfig, fields)
}

function receiveForm(query: RoomQuery): void {
  const x = query.payload.getChild('x', NS.dataForm)
  const type = x && attr(x, 'type')
  if (x && type === 'submit') return submit(query, new SubmittedForm(x))
  if (type !== 'cancel') throw new StanzaError('bad-request', 'A form of the type submit or cancel is expected.')
  // §10.1.3: who cancels the first configuration does not want the room.
  query.answer()
  if (query.room.record.locked) destroyRoom(query, {})
}

/** An empty form takes the defaults (§10.1.2). A field that is not in the form stays as it is. */
function submit(query: RoomQuery, form: SubmittedForm): void {
  const { room, batch, capabilities } = query
  if (!form.isEmpty && form.formType !== undefined && form.formType !== NS.roomConfig) {
    throw new StanzaError('bad-request', `The FORM_TYPE must be ${NS.roomConfig}.`)
  }
  const was = room.record
  let config = was.config
  for (const capability of capabilities) config = { ...config, ...capability.configure?.(form, config) }
  batch.change({ kind: 'record', room: was.jid, was, now: { ...was, config, locked: false } })
  query.answer()
  if (!was.locked) announce(query, was.config)
  for (const capability of capabilities) {
    // One of them may have emptied a temporary room, and so ended it.
    if (query.rooms.get(was.jid) !== room) break
    capability.onConfigured?.({ ...query, was: was.config })
  }
}

/** §10.2.1: what touches privacy has codes of its own; everything else is 104. */
function announce({ room, batch, capabilities }: RoomQuery, was: RoomConfig): void {
  const now = room.record.config
  if (JSON.stringify(was) === JSON.stringify(now)) return
  const codes = capabilities.flatMap(capability => capability.privacyCodes?.(was, now) ?? [])
  const statuses = (codes.length > 0 ? codes : [104]).map(statusCode)
  const attributes = { from: room.record.jid, id: batch.newId(), type: 'groupchat' }
  batch.send(xml('message', attributes, xml('x', NS.mucUser, ...statuses)), allSessions(room))
}
