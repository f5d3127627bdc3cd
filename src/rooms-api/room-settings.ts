import type { Context } from '../muc/context.js'
import { type Affiliation, isAtLeast } from '../muc/model/affiliation.js'
import { affiliationOf, isInside, type Room, type RoomRecord, type Subject } from '../muc/model/room.js'
import type { RoomConfig } from '../muc/model/room-config.js'
import type { Setting, SettingValue } from '../muc/model/setting.js'
import { configureRoom } from '../muc/operations/configure-room.js'
import { settingsOf } from '../muc/operations/settings.js'
import { SubmittedForm } from '../stanza/data-form.js'
import { xml } from '../stanza/element.js'
import { StanzaError } from '../stanza/error.js'
import { configOf, makeRoom } from './rooms.js'

/** Values of settings by key, as JSON has them. The type of each is that of the setting. */
type GivenSettings = Readonly<Record<string, unknown>>

/** A room with its settings, as one reader sees it. */
export type RoomDetails = {
  readonly record: RoomRecord
  readonly affiliation: Affiliation
  /** Undefined if none is set, or if the reader may not see it. */
  readonly subject: Subject | undefined
  readonly settings: Readonly<Record<string, SettingValue>>
}

/**
 * A room for a reader (a bare JID) for whom it exists (`readRoom`). Only owners see secret settings; as over XMPP
 * (XEP-0045 §16.5.4), the subject of a members-only room is for its members.
 */
export function detailsOf({ capabilities }: Pick<Context, 'capabilities'>, room: Room, reader: string): RoomDetails {
  const { record, subject } = room
  const affiliation = affiliationOf(room, reader)
  const seesSubject = !record.config.membersOnly || isAtLeast(affiliation, 'member') || isInside(room, reader)
  const seen = settingsOf(capabilities).filter(({ isSecret }) => !isSecret || affiliation === 'owner')
  return {
    record,
    affiliation,
    subject: seesSubject ? subject : undefined,
    settings: Object.fromEntries(seen.map(setting => [setting.key, setting.valueIn(record.config)])),
  }
}

/**
 * Changes settings of a room, as the submission of the configuration form does (XEP-0045 §10.2): a room that is locked is
 * open afterwards. The caller checks that an owner does it. Throws `not-acceptable` for a value that the form does not
 * take, and `conflict` if the room would end at once, because it is empty and becomes temporary.
 */
export function changeSettings(context: Context, room: Room, given: GivenSettings): void {
  const was = room.record
  const config = configWith(context, was.config, given)
  if (!config.persistent && room.occupants.size === 0) {
    throw new StanzaError('conflict', 'The room is empty and would end as a temporary room; destroy it instead.')
  }
  if (!was.locked && JSON.stringify(config) === JSON.stringify(was.config)) return
  configureRoom({ ...context, room }, { now: { ...was, config, locked: false } })
}

/**
 * Makes a room with these settings; the others are those of `rooms.defaults`, but it is private (`configOf`) unless the
 * settings say otherwise, and persistent. Throws as `changeSettings` and `makeRoom` do, and `not-acceptable` for a
 * temporary room: it would stay until a first occupant has left.
 */
export function makeRoomWith(context: Context, { creator, given }: { creator: string; given: GivenSettings }): Room {
  const usual = { ...context.settings.defaults, ...configOf('private'), persistent: true }
  const config = configWith(context, usual, given)
  if (!config.persistent) throw new StanzaError('not-acceptable', 'A room that is made over REST is persistent.')
  return makeRoom(context, { creator, config })
}

/** The configuration with the given settings, each read as the form's field is. */
function configWith({ capabilities }: Context, was: RoomConfig, given: GivenSettings): RoomConfig {
  const changed = settingsOf(capabilities).filter(({ key }) => Object.hasOwn(given, key))
  const fields = changed.map(({ key, field }) => xml('field', { var: field }, ...textsOf(given[key]).map(valueElement)))
  const form = new SubmittedForm(xml('x', {}, ...fields))
  const ignored = capabilities.flatMap(capability => capability.ignored?.(form) ?? [])
  if (ignored.length > 0) throw new StanzaError('not-acceptable', ignored.join(' '))
  return changed.reduce((config, setting) => readSetting(setting, form, config), was)
}

/** A refusal names the key, not the field of a form that the caller does not know. */
function readSetting({ key, field, read }: Setting, form: SubmittedForm, config: RoomConfig): RoomConfig {
  try {
    return read(form, config)
  } catch (refusal) {
    if (!(refusal instanceof StanzaError)) throw refusal
    throw new StanzaError(refusal.condition, refusal.message.replaceAll(field, key))
  }
}

/** A value of JSON as the texts of a form (XEP-0004 §3.3). */
function textsOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.map(String)
  return [typeof value === 'boolean' ? String(Number(value)) : String(value)]
}

function valueElement(text: string) {
  return xml('value', {}, text)
}
