import { cut } from '../moving/cut.js'
import type { RecordOf } from '../moving/record.js'
import type { RoomConfig } from '../muc/model/room-config.js'
import type { Setting } from '../muc/model/setting.js'
import { SubmittedForm } from '../stanza/data-form.js'
import { attr, type Element, xml } from '../stanza/element.js'
import { StanzaError } from '../stanza/error.js'
import { NS } from '../stanza/namespaces.js'
import { type Note, note } from './note.js'
import { PEER_DEFAULTS, RENAMED } from './peer-fields.js'

/** What reads a setting of a room from a form. */
export type SettingReader = Pick<Setting, 'key' | 'read'>

export type Settings = RecordOf<'room'>['settings']

export type MappedSettings = { readonly settings: Settings; readonly notes: readonly Note[] }

/** In characters, as the configuration form has them. */
const LONGEST = new Map([
  ['muc#roomconfig_roomname', 255],
  ['muc#roomconfig_roomdesc', 2000],
])
/** Types of fields without a value of their own (XEP-0004 §3.3). */
const NO_VALUES = ['fixed', 'hidden']

/**
 * The settings in the configuration form of another service (XEP-0045 §10.2), read as our own form is, which knows the
 * names of the peers. Each field that is not understood, and each value that does not fit, is a note. `defaults` are the
 * settings for what the form does not say.
 */
export function settingsOf(
  form: Element,
  { readers, defaults }: { readonly readers: readonly SettingReader[]; readonly defaults: RoomConfig },
): MappedSettings {
  const notes: Note[] = []
  const fields = form
    .getChildren('field')
    .filter(field => !NO_VALUES.includes(attr(field, 'type') ?? ''))
    .map(field => shortened(renamed(filled(field), form), notes))
  const submitted = formWith(fields)
  let config = defaults
  let settings: Partial<RoomConfig> = {}
  for (const reader of readers) {
    const unread = submitted.unread.length
    config = readBy(reader, { submitted, fields, config, notes })
    if (submitted.unread.length < unread) settings = { ...settings, [reader.key]: config[reader.key] }
  }
  // The record has the same keys in lists that may be changed.
  return { settings: settings as Settings, notes: [...notes, ...unknown(fields, submitted)] }
}

type Reading = {
  readonly submitted: SubmittedForm
  readonly fields: readonly Element[]
  readonly config: RoomConfig
  readonly notes: Note[]
}

/** What one reader makes of the form; of the fields one by one where a value does not fit. */
function readBy(reader: SettingReader, { submitted, fields, config, notes }: Reading): RoomConfig {
  try {
    return reader.read(submitted, config)
  } catch (error) {
    if (!(error instanceof StanzaError)) throw error
    notes.push(note('A setting has a value that does not fit', error.message))
  }
  let now = config
  for (const field of fields) {
    const alone = formWith([field])
    try {
      now = reader.read(alone, now)
    } catch (error) {
      if (!(error instanceof StanzaError)) throw error
    }
    if (alone.unread.length === 0) submitted.values(attr(field, 'var') ?? '')
  }
  return now
}

/** The fields that no reader knows and whose values say something. */
function unknown(fields: readonly Element[], submitted: SubmittedForm): Note[] {
  const unread = new Set(submitted.unread)
  return fields.flatMap(field => {
    const name = attr(field, 'var') ?? ''
    const value = valuesOf(field).join(', ')
    if (!unread.has(name) || value === '' || PEER_DEFAULTS.get(name)?.includes(value)) return []
    return [note(`The setting ${name} has no counterpart`, value)]
  })
}

/** COMPAT: Prosody writes a switch that is off without a value. */
function filled(field: Element): Element {
  const isBlank = attr(field, 'type') === 'boolean' && valuesOf(field).join('') === ''
  return isBlank ? fieldWith(attr(field, 'var') ?? '', ['0']) : field
}

/** A field of a peer under the name that our form has for it, unless the peer's form has that, too. */
function renamed(field: Element, form: Element): Element {
  const name = RENAMED.get(attr(field, 'var') ?? '')
  // Only then is the form searched: it may have thousands of fields.
  const isThere = name !== undefined && form.getChildren('field').some(({ attrs }) => attrs['var'] === name)
  return name === undefined || isThere ? field : fieldWith(name, valuesOf(field))
}

/** One line a value becomes one value, which is cut where it is longer than ours may be. */
function shortened(field: Element, notes: Note[]): Element {
  const name = attr(field, 'var') ?? ''
  const most = LONGEST.get(name)
  if (most === undefined) return field
  const text = valuesOf(field).join('\n')
  if (text.length > most) notes.push(note(`The setting ${name} is cut to ${most} characters`, text))
  return fieldWith(name, [cut(text, most)])
}

function formWith(fields: readonly Element[]): SubmittedForm {
  const x = xml('x', { xmlns: NS.dataForm, type: 'submit' })
  for (const field of fields) x.append(fieldWith(attr(field, 'var') ?? '', valuesOf(field)))
  return new SubmittedForm(x)
}

function fieldWith(name: string, values: readonly string[]): Element {
  return xml('field', { var: name }, ...values.map(value => xml('value', {}, value)))
}

function valuesOf(field: Element): string[] {
  return field.getChildren('value').map(value => value.getText())
}
