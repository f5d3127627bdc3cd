import { ENTRY_KINDS } from '../../../moving/entries.js'
import type { MovedRecord, RecordOf } from '../../../moving/record.js'
import { settings } from '../../../moving/settings.js'
import type { RoomMaps, RoomRecord } from '../../../muc/model/room.js'
import { COLUMNS, fromRow, type HistoryRow } from '../history.js'
import { type EventRow, inviteEvent } from '../link-history.js'
import { mapsFrom } from '../load.js'
import { merged } from '../merged.js'
import { type RoomRow, roomRecord } from '../rooms.js'
import { type Reading, statement, together } from '../statement.js'
import { type Tables, tablesOfStore } from '../tables.js'
import { byPosition, PORTION, type Read } from './portions.js'

const MESSAGES = statement<[number, number], HistoryRow & { position: number }>(
  `select position, ${COLUMNS} from history where room = ? and position > ? order by position limit ${PORTION}`,
)
const EVENTS = statement<[string, number], EventRow & { position: number }>(
  `select * from invite_event where room_id = ? and position > ? order by position limit ${PORTION}`,
)

/** Makes the reader of the blocks of rooms. */
export function roomReader(read: Read): (row: RoomRow & { number: number }) => AsyncIterable<MovedRecord> {
  const tables = tablesOfStore()
  const mapsOf = mapsFrom(merged(tables, 'maps'))
  return async function* block(row) {
    const record = roomRecord(row)
    const { jid: room, id: roomId } = record
    yield* await read(aboutRoom(tables, record))
    yield* entries(room, await read(mapsOf(room)))
    for (const invite of await read(tables.openInvites.ofRoom(roomId))) {
      yield { kind: 'link', room, ...invite, terms: { ...invite.terms, domains: [...invite.terms.domains] } }
    }
    for await (const { position: _, ...event } of byPosition(read, after => EVENTS.all(roomId, after))) {
      yield { kind: 'link-event', room, ...inviteEvent(event) }
    }
    for await (const { position: _, ...message } of byPosition(read, after => MESSAGES.all(row.number, after))) {
      yield { kind: 'message', room, ...fromRow(message, room) }
    }
    yield { kind: 'room-end', room }
  }
}

/** The room, what it looks like, and its affiliations. */
function* aboutRoom(tables: Tables, record: RoomRecord): Reading<MovedRecord[]> {
  const { jid: room, id, creator, createdAt, locked, archived, config } = record
  const [affiliations, activity, hours, subject, vcard] = yield* together([
    tables.affiliations.ofRoom(room),
    tables.activity.ofRoom(room),
    tables.messageCounts.ofRoom(room),
    tables.subjects.ofRoom(room),
    tables.vcards.answers.vcard(room),
  ])
  const [owner = creator] = [...affiliations].find(([, entry]) => entry.affiliation === 'owner') ?? []
  const about: MovedRecord = {
    kind: 'room',
    room,
    owner,
    creator,
    id,
    createdAt,
    locked,
    archived,
    settings: settingsOf(config),
    activity,
    hours: [...hours],
  }
  return [
    about,
    ...(subject ? [{ kind: 'subject' as const, room, ...subject }] : []),
    ...(vcard === undefined ? [] : [{ kind: 'avatar' as const, room, vcard }]),
    ...[...affiliations].map(([user, entry]) => ({ kind: 'affiliation' as const, room, user, ...entry })),
  ]
}

type Maps = { readonly [Kind in keyof RoomMaps]?: ReadonlyMap<string, unknown> }

function* entries(room: string, maps: Maps): Iterable<MovedRecord> {
  for (const entry of ENTRY_KINDS) {
    for (const [key, value] of maps[entry] ?? []) yield { kind: 'entry', room, entry, key, value }
  }
}

/** The settings that have a meaning still: a configuration of an earlier version can have others. */
function settingsOf(config: object): RecordOf<'room'>['settings'] {
  return Object.fromEntries(Object.entries(config).filter(([key]) => key in settings.properties))
}
