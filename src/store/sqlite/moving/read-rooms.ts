import type { Database } from 'better-sqlite3'
import { ENTRY_KINDS } from '../../../moving/entries.js'
import type { MovedRecord, RecordOf } from '../../../moving/record.js'
import { settings } from '../../../moving/settings.js'
import type { RoomMaps, RoomRecord } from '../../../muc/model/room.js'
import { COLUMNS, fromRow, type HistoryRow } from '../../tables/history.js'
import { type EventRow, inviteEvent } from '../../tables/link-history.js'
import { mapsFrom } from '../../tables/load.js'
import { merged } from '../../tables/merged.js'
import { type RoomRow, roomRecord } from '../../tables/rooms.js'
import type { Tables } from '../../tables/tables.js'

/** Rows that are read at a time. */
const PORTION = 500

/** Reads the blocks of rooms: all of them, by their addresses, or those with these numbers. */
export function roomReader(db: Database, tables: Tables): (row: RoomRow & { number: number }) => Iterable<MovedRecord> {
  const mapsOf = mapsFrom(merged(tables, 'maps'))
  const messages = messageReader(db)
  const events = eventReader(db)
  return function* read(row) {
    const record = roomRecord(row)
    const { jid: room, id: roomId } = record
    yield* aboutRoom(tables, record)
    const maps: { readonly [Kind in keyof RoomMaps]?: ReadonlyMap<string, unknown> } = mapsOf(room)
    for (const entry of ENTRY_KINDS) {
      for (const [key, value] of maps[entry] ?? []) yield { kind: 'entry', room, entry, key, value }
    }
    for (const invite of tables.openInvites.ofRoom(roomId)) {
      yield { kind: 'link', room, ...invite, terms: { ...invite.terms, domains: [...invite.terms.domains] } }
    }
    yield* events(room, roomId)
    yield* messages(room, row.number)
    yield { kind: 'room-end', room }
  }
}

/** The room, what it looks like, and its affiliations. */
function* aboutRoom(tables: Tables, record: RoomRecord): Iterable<MovedRecord> {
  const { jid: room, id, creator, createdAt, locked, archived, config } = record
  const affiliations = tables.affiliations.ofRoom(room)
  const [owner = creator] = [...affiliations].find(([, entry]) => entry.affiliation === 'owner') ?? []
  const activity = tables.activity.ofRoom(room)
  const hours = [...tables.messageCounts.ofRoom(room)]
  yield {
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
    hours,
  }
  const subject = tables.subjects.ofRoom(room)
  if (subject) yield { kind: 'subject', room, ...subject }
  const vcard = tables.vcards.answers.vcard(room)
  if (vcard !== undefined) yield { kind: 'avatar', room, vcard }
  for (const [user, entry] of affiliations) yield { kind: 'affiliation', room, user, ...entry }
}

/** The settings that have a meaning still: a configuration of an earlier version can have others. */
function settingsOf(config: object): RecordOf<'room'>['settings'] {
  return Object.fromEntries(Object.entries(config).filter(([key]) => key in settings.properties))
}

function messageReader(db: Database): (room: string, number: number) => Iterable<RecordOf<'message'>> {
  const portion = db.prepare<[number, number], HistoryRow & { position: number }>(
    `select position, ${COLUMNS} from history where room = ? and position > ? order by position limit ${PORTION}`,
  )
  return function* read(room, number) {
    for (const { position: _, ...row } of inPortions(after => portion.all(number, after))) {
      yield { kind: 'message', room, ...fromRow(row, room) }
    }
  }
}

function eventReader(db: Database): (room: string, roomId: string) => Iterable<RecordOf<'link-event'>> {
  const portion = db.prepare<[string, number], EventRow & { position: number }>(
    `select * from invite_event where room_id = ? and position > ? order by position limit ${PORTION}`,
  )
  return function* read(room, roomId) {
    for (const { position: _, ...row } of inPortions(after => portion.all(roomId, after))) {
      yield { kind: 'link-event', room, ...inviteEvent(row) }
    }
  }
}

/** All rows of a query that gives the rows after a position. */
export function* inPortions<Row extends { readonly position: number }>(read: (after: number) => Row[]): Iterable<Row> {
  for (let after = 0; ; ) {
    const rows = read(after)
    yield* rows
    const last = rows.at(-1)
    if (!last) return
    after = last.position
  }
}
