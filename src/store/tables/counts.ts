import type { StoredCounts } from '../store.js'
import { type Reading, statement } from './statement.js'

const COUNTS = statement<[], StoredCounts>(`
  select (select count(*) from room) as rooms,
    (select count(*) from occupant_session) as sessions,
    (select count(*) from outbox where confirmed_at is null) as deliveries`)

/** Counts rows. Every count uses an index, but takes longer the more rows there are. */
export function* storedCounts(): Reading<StoredCounts> {
  return (yield* COUNTS.get()) ?? { rooms: 0, sessions: 0, deliveries: 0 }
}
