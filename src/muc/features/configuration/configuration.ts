import { SubmittedForm, titledForm } from '../../../stanza/data-form.js'
import { attr, type Element, xml } from '../../../stanza/element.js'
import { StanzaError } from '../../../stanza/error.js'
import { NS } from '../../../stanza/namespaces.js'
import type { Capability } from '../../capability.js'
import type { RoomContext, RoomQuery } from '../../context.js'
import { affiliationOf, occupantOf } from '../../model/room.js'
import { configureRoom } from '../../operations/configure-room.js'
import { destroyRoom } from '../../operations/destroy-room.js'
import { setAffiliation } from '../../operations/set-affiliation.js'
import { listedChanges, listFields } from './affiliation-lists.js'

const OPENS = 'The room opens to others when you submit this form. Who cancels it ends the room.'
const CHANGES = 'What the form leaves out stays as it is.'

/** XEP-0045 §10.1.2, §10.1.3, §10.2: the owner's form, for the first time and later. */
export const configuration: Capability = {
  onQuery(query) {
    const { room, from, namespace, payload, type } = query
    if (namespace !== NS.mucOwner || payload.getChild('destroy')) return 'pass'
    if (affiliationOf(room, from.bare) !== 'owner') {
      throw new StanzaError('forbidden', 'Only an owner may see and change the configuration.')
    }
    if (type === 'get') query.answer(xml('query', NS.mucOwner, formOf(query)))
    else receiveForm(query)
    return 'handled'
  },
}

function formOf({ capabilities, room }: RoomContext): Element {
  const { config, jid, locked } = room.record
  const fields = capabilities.flatMap(capability => capability.fields?.(config) ?? [])
  return titledForm({
    formType: NS.roomConfig,
    title: `Configuration of ${config.name || jid}`,
    instructions: locked ? OPENS : CHANGES,
    fields: [...fields, ...listFields(room)],
  })
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

/**
 * An empty form takes the defaults (§10.1.2). A field that is not in the form stays as it is. The lists come before the
 * rest, so that whom they make a member may stay in a room that is for members from now on.
 */
function submit(query: RoomQuery, form: SubmittedForm): void {
  const { room, capabilities, from } = query
  if (!form.isEmpty && form.formType !== undefined && form.formType !== NS.roomConfig) {
    throw new StanzaError('bad-request', `The FORM_TYPE must be ${NS.roomConfig}.`)
  }
  const was = room.record
  let config = was.config
  for (const capability of capabilities) config = { ...config, ...capability.configure?.(form, config) }
  const settings = listedChanges(query, form)
  query.answer()
  const owner = occupantOf(room, from.full)
  for (const setting of settings) setAffiliation(query, { ...setting, actor: owner && { nick: owner.nick } })
  configureRoom(query, { now: { ...was, config, locked: false }, listsChanged: settings.length > 0 })
}
