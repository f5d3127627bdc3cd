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
import { settingsOf } from '../../operations/settings.js'
import { sendToOccupants, textMessage } from '../../operations/text-message.js'
import { listedChanges, listFields } from './affiliation-lists.js'

const INITIAL_INSTRUCTIONS = 'Submit this form to open the room to others. Cancel it to destroy the room.'
const INSTRUCTIONS = 'Fields that you leave out stay unchanged.'

/** XEP-0045 §10.1.2, §10.1.3, §10.2: the owner's initial and later configuration of a room. */
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
  const fields = settingsOf(capabilities).flatMap(setting => setting.fields(config))
  return titledForm({
    formType: NS.roomConfig,
    title: `Configuration of ${config.name || jid}`,
    instructions: locked ? INITIAL_INSTRUCTIONS : INSTRUCTIONS,
    fields: [...fields, ...listFields(room)],
  })
}

function receiveForm(query: RoomQuery): void {
  const x = query.payload.getChild('x', NS.dataForm)
  const type = x && attr(x, 'type')
  if (x && type === 'submit') return submit(query, new SubmittedForm(x))
  if (type !== 'cancel') throw new StanzaError('bad-request', 'Expected a form of the type submit or cancel.')
  // §10.1.3: cancelling the initial configuration destroys the room.
  if (query.room.record.locked) destroyRoom(query, {})
}

/**
 * An empty form accepts the defaults (§10.1.2). A missing field changes nothing. The lists are applied first, so that a
 * room that becomes members-only does not remove its new members.
 */
function submit(query: RoomQuery, form: SubmittedForm): void {
  const { room, capabilities, from } = query
  if (!form.isEmpty && form.formType !== undefined && form.formType !== NS.roomConfig) {
    throw new StanzaError('bad-request', `The FORM_TYPE must be ${NS.roomConfig}.`)
  }
  const was = room.record
  let config = was.config
  for (const setting of settingsOf(capabilities)) config = setting.read(form, config)
  const settings = listedChanges(query, form)
  const owner = occupantOf(room, from.full)
  for (const setting of settings) setAffiliation(query, { ...setting, actor: owner && { nick: owner.nick } })
  configureRoom(query, { now: { ...was, config, locked: false }, listsChanged: settings.length > 0 })
  tellIgnored(query, form)
}

/** Tells the owner what of the form was ignored: in the room if they are there, so that the client shows it. */
function tellIgnored(query: RoomQuery, form: SubmittedForm): void {
  const { room, capabilities, from } = query
  const notes = capabilities.flatMap(capability => capability.ignored?.(form) ?? [])
  if (notes.length === 0) return
  const text = notes.join('\n')
  if (occupantOf(room, from.full)) return sendToOccupants(query, { text, sessions: [from.full] })
  query.batch.send(textMessage(query, { user: from.full, text }), [from.full])
}
