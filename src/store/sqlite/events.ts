import type { Database } from 'better-sqlite3'
import type { RoomEvent, StoredEvent } from '../../events/event.js'
import type { EventChange, EventExpiryChange, EventsLookup } from '../../events/facts.js'
import { trimmed } from './trimmed.js'

/** The most deleted events per transaction. */
const MAX_EXPIRED = 2000
/** The latest events that are kept of each room. Our own decision. */
const MAX_KEPT = 20_000

type Row = Omit<StoredEvent, 'details' | 'kind'> & { kind: string; details: string }

const COLUMNS = 'position, id, kind, at, room, by, details'

/** The table `event`: what apps hear of, in the order in which it happened. */
export function eventStatements(db: Database) {
  const add = db.prepare<Omit<Row, 'position'>>(
    'insert into event (id, kind, at, room, by, details) values (@id, @kind, @at, @room, @by, @details)',
  )
  const trim = trimmed(db, { table: 'event', key: 'room', most: MAX_KEPT })
  const expire = db.prepare<[number]>(`
    delete from event where position in (select position from event where at < ? order by at limit ${MAX_EXPIRED})`)
  const ofAll = db.prepare<{ after: number; most: number }, Row>(
    `select ${COLUMNS} from event where position > @after order by position limit @most`,
  )
  const ofRoom = db.prepare<{ room: string; after: number; most: number }, Row>(
    `select ${COLUMNS} from event where room = @room and position > @after order by position limit @most`,
  )
  const latest = db.prepare<[], { seq: number }>("select seq from sqlite_sequence where name = 'event'")
  return {
    write: {
      event({ now }: EventChange): void {
        add.run({ ...now, details: JSON.stringify(now.details) })
        trim(now.room)
      },
      'event-expiry': ({ now }: EventExpiryChange): void => void expire.run(now),
    },
    answers: {
      eventsAfter({ after, rooms, most }: EventsLookup): StoredEvent[] {
        if (!rooms) return ofAll.all({ after, most }).map(fromRow)
        const rows = rooms.flatMap(room => ofRoom.all({ room, after, most }))
        return rows
          .sort((a, b) => a.position - b.position)
          .slice(0, most)
          .map(fromRow)
      },
      latestEvent: (): number => latest.get()?.seq ?? 0,
    },
  }
}

function fromRow({ kind, details, ...row }: Row): StoredEvent {
  return { ...row, kind: kind as RoomEvent['kind'], details: JSON.parse(details) as RoomEvent['details'] }
}
