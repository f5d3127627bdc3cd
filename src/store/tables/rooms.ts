import type { RecordChange, RoomChange } from '../../muc/model/change.js'
import type { Census } from '../../muc/model/lookup.js'
import type { RoomRecord } from '../../muc/model/room.js'
import { type Reading, type Step, statement, type Written } from './statement.js'
import { configOf, configText } from './stored-config.js'

/** A row of the table `room`. */
export type RoomRow = {
  jid: string
  id: string
  creator: string
  created_at: number
  locked: number
  archived: number
  config: string
}

/** The table `room`. The configuration is one JSON value, so that a new field needs no migration. `list` lists a room. */
export function roomStatements({ list }: { list(record: RoomRecord): Iterable<Step> }) {
  const put = statement<RoomRow>(`
    insert into room (jid, id, creator, created_at, locked, archived, config)
    values (@jid, @id, @creator, @created_at, @locked, @archived, @config)
    on conflict (jid) do update set creator = excluded.creator, locked = excluded.locked, archived = excluded.archived,
      config = excluded.config`)
  const remove = statement<[string]>('delete from room where jid = ?')
  const byJid = statement<[string], RoomRow>('select * from room where jid = ?')
  const byId = statement<[string], RoomRow>('select * from room where id = ?')
  const total = statement<[], { total: number }>('select count(*) as total from room')
  // The occupied rooms are few beside the others, which need no sorting.
  const fullest = statement<{ most: number }, Census['rooms'][number]>(`
    select jid, coalesce(json_extract(config, '$.name'), '') as name, occupants from (
      select * from (select room as jid, count(distinct nick) as occupants from occupant_session
        group by room order by occupants desc, room limit @most) as occupied
      union all
      select * from (select jid, 0 as occupants from room
        where not exists (select 1 from occupant_session where room = room.jid) order by jid limit @most) as empty
    ) as fullest join room using (jid) order by occupants desc, jid limit @most`)

  const owned = statement<[string], { count: number }>(`
    select count(*) as count from room join affiliation on room = jid and user = creator
    where creator = ? and affiliation = 'owner'`)

  function* write(record: RoomRecord): Iterable<Step> {
    yield put.with(toRow(record))
    yield* list(record)
  }

  return {
    write: {
      room: ({ jid, now }: RoomChange): Written => (now ? write(now.record) : remove.with(jid)),
      record: ({ now }: RecordChange): Written => write(now),
    },
    answers: {
      *census({ most }: { readonly most: number }): Reading<Census> {
        return { total: (yield* total.get())?.total ?? 0, rooms: yield* fullest.all({ most }) }
      },
    },
    *byJid(jid: string): Reading<RoomRecord | undefined> {
      return fromRow(yield* byJid.get(jid))
    },
    /** How many of the rooms that a user has created the user owns. */
    *ownedBy(creator: string): Reading<number> {
      return (yield* owned.get(creator))?.count ?? 0
    },
    *byId(id: string): Reading<RoomRecord | undefined> {
      return fromRow(yield* byId.get(id))
    },
  }
}

function toRow(record: RoomRecord): RoomRow {
  const { createdAt, locked, archived, config, ...rest } = record
  return {
    ...rest,
    created_at: createdAt,
    locked: Number(locked),
    archived: Number(archived),
    config: configText(config),
  }
}

function fromRow(row: RoomRow | undefined): RoomRecord | undefined {
  return row && roomRecord(row)
}

/** Converts a row of the table `room`. */
export function roomRecord({ jid, id, creator, created_at, locked, archived, config }: RoomRow): RoomRecord {
  return {
    jid,
    id,
    creator,
    createdAt: created_at,
    locked: locked === 1,
    archived: archived === 1,
    config: configOf(config),
  }
}
