import { type Static, type TObject, type TSchema, Type } from '@sinclair/typebox'
import type { Setting } from '../../muc/model/setting.js'
import type { RoomDetails } from '../../rooms-api/room-settings.js'
import { isoTime as isoText } from '../../stanza/time.js'
import { withModelName } from '../schema/model-name.js'
import { choice, hexId, isoTime, text } from '../schema/schemas.js'

/** The keys of a room that are no settings. No setting may have one of these keys. */
const fixed = {
  roomId: hexId,
  roomJid: Type.String({ description: 'The bare JID of the room' }),
  state: choice(['open', 'locked', 'archived'], {
    description: 'locked: its owner has not configured it yet; archived: closed for entry',
  }),
  createdAt: isoTime,
  affiliation: choice(['owner', 'admin', 'member', 'none', 'outcast'], { description: 'Of the caller' }),
  hasPassword: Type.Boolean(),
  subject: Type.Union([Type.Object({ text: Type.String(), nick: Type.String(), at: isoTime }), Type.Null()], {
    description: 'null: none is set, or the caller may not see it',
  }),
}

/** In characters (RFC 7622 §3.1). */
const LONGEST_JID = 3071

type RoomDetailsView = Static<TObject<typeof fixed>> & Readonly<Record<string, unknown>>

/** The schema of a room with all its settings. Secret ones may be absent. */
export function detailsSchema(settings: readonly Setting[]) {
  const own = settings.map(one => [one.key, one.isSecret ? Type.Optional(schemaOf(one)) : schemaOf(one)])
  return withModelName('roomDetails', Type.Object({ ...fixed, ...Object.fromEntries(own) }))
}

/** The schemas of any of the settings, by key. */
export function settingSchemas(settings: readonly Setting[]): Record<string, TSchema> {
  return Object.fromEntries(settings.map(setting => [setting.key, Type.Optional(schemaOf(setting))]))
}

export function viewOfDetails({ record, affiliation, subject, settings }: RoomDetails): RoomDetailsView {
  return {
    roomId: record.id,
    roomJid: record.jid,
    state: record.archived ? 'archived' : record.locked ? 'locked' : 'open',
    createdAt: isoText(record.createdAt),
    affiliation,
    hasPassword: record.config.password !== '',
    subject: subject ? { text: subject.text, nick: subject.nick, at: isoText(subject.at) } : null,
    ...settings,
  }
}

function schemaOf({ label: description, type, isSecret }: Setting): TSchema {
  switch (type.kind) {
    case 'boolean':
      return Type.Boolean({ description, expected: 'true or false' })
    case 'text':
      return text({ maxLength: type.most, description, ...(isSecret && { format: 'password' }) })
    case 'number':
      return Type.Integer({
        ...{ minimum: 0, maximum: type.most, description },
        expected: `a whole number from 0 to ${type.most}`,
      })
    case 'word':
      return choice(type.words, { description })
    case 'words':
      return Type.Array(choice(type.words), { uniqueItems: true, description })
    case 'people':
      return Type.Array(text({ minLength: 1, maxLength: LONGEST_JID }), {
        ...{ maxItems: type.most, description },
        expected: `at most ${type.most} bare JIDs`,
      })
  }
}
