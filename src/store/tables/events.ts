import type { RoomEvent, StoredEvent } from '../../events/event.js'
import type {
  EventChange,
  EventExpiryChange,
  EventsLookup,
  FoundEvents,
  ToldMessageChange,
} from '../../events/facts.js'
import { type Reading, type Step, statement, together } from './statement.js'
import { trimmed } from './trimmed.js'

/** The most deleted events per transaction. */
const MAX_EXPIRED = 2000
/** The latest events that are kept of each room. Our own decision. */
const MAX_KEPT = 20_000
/** The events of a room that are read at least, where a page is of many rooms. */
const LEAST_SHARE = 20

type Row = Omit<StoredEvent, 'details' | 'kind'> & { kind: string; through: string; details: string }

type OfRoom = { room: string; after: number; most: number }

const COLUMNS = 'position, id, kind, at, room, by, through, details'

/** The table `event`: what apps hear of, in the order in which it happened. */
export function eventStatements() {
  const add = statement<Omit<Row, 'position'>>(
    'insert into event (id, kind, at, room, by, through, details) values (@id, @kind, @at, @room, @by, @through, @details)',
  )
  const trim = trimmed({ table: 'event', key: 'room', most: MAX_KEPT })
  const expire = statement<[number]>(`
    delete from event where position in (select position from event where at < ? order by at limit ${MAX_EXPIRED})`)
  const ofAll = statement<{ after: number; most: number }, Row>(
    `select ${COLUMNS} from event where position > @after order by position limit @most`,
  )
  const ofAddress = statement<OfRoom, Row>(
    `select ${COLUMNS} from event where room = @room and position > @after order by position limit @most`,
  )
  const ofRoom = statement<OfRoom, Row>(`
    select ${COLUMNS} from event where room = @room and position > @after
      and at >= (select created_at from room where jid = @room) order by position limit @most`)
  const latest = statement<[], { seq: number }>("select seq from sqlite_sequence where name = 'event'", {
    postgres: 'select case when is_called then last_value else 0 end as seq from event_position_seq',
  })
  return {
    write: {
      *event({ now }: EventChange): Iterable<Step> {
        yield add.with({ through: '', ...now, details: JSON.stringify(now.details) })
        yield* trim(now.room)
      },
      'event-expiry': ({ now }: EventExpiryChange): Step => expire.with(now),
      /** Only its event is stored. */
      'told-message': (_: ToldMessageChange): undefined => undefined,
    },
    answers: {
      *eventsAfter({ after, rooms, most, ofFormer }: EventsLookup): Reading<FoundEvents> {
        if (!rooms) return pageOf([yield* ofAll.all({ after, most })], { share: most, most })
        const jids = [...new Set(rooms)]
        const share = Math.min(most, Math.max(LEAST_SHARE, Math.ceil(most / jids.length)))
        const read = ofFormer ? ofAddress : ofRoom
        const lists = yield* together(jids.map(room => read.all({ room, after, most: share })))
        return pageOf(lists, { share, most })
      },
      *latestEvent(): Reading<number> {
        return (yield* latest.get())?.seq ?? 0
      },
    },
  }
}

/**
 * The page of the rows of some rooms, of each of which `share` were read at most: it ends where more of one may come. To
 * read a whole page of each room would hold the event loop.
 */
function pageOf(lists: readonly Row[][], { share, most }: { share: number; most: number }): FoundEvents {
  const ends = lists.flatMap(rows => (rows.length < share ? [] : (rows.at(-1)?.position ?? [])))
  const end = Math.min(...ends)
  const known = lists
    .flat()
    .filter(({ position }) => position <= end)
    .sort((a, b) => a.position - b.position)
  return { events: known.slice(0, most).map(fromRow), isLast: ends.length === 0 && known.length <= most }
}

function fromRow({ kind, through, details, ...row }: Row): StoredEvent {
  const known = { ...row, kind: kind as RoomEvent['kind'], details: JSON.parse(details) as RoomEvent['details'] }
  return through === '' ? known : { ...known, through }
}
