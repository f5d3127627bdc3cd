import type { Database } from 'better-sqlite3'
import type { ArchiveEnd, ArchiveEnds, ArchiveLookup, ArchivePage, Sender } from '../../muc/model/archive-query.js'
import type { HistoryMessage } from '../../muc/model/room.js'
import { COLUMNS, fromRow, HAS_ID, type HistoryRow, ROOM } from './history.js'

/** A longer result is not counted, because counting would take too long. Our own decision. */
const MAX_COUNTED = 10_000

/** An SQL condition on messages, and the values of its parameters. */
type Condition = readonly [text: string, values?: Readonly<Record<string, string | number>>]
type Positions = ReturnType<typeof positionStatements>

/** The archives (XEP-0313), read from the table `history`. Every query uses an index and begins at its first result. */
export function archiveStatements(db: Database) {
  const positions = positionStatements(db)
  const first = db.prepare<{ room: string }, ArchiveEnd>(endQuery('asc'))
  const last = db.prepare<{ room: string }, ArchiveEnd>(endQuery('desc'))
  return {
    answers: {
      archive(lookup: ArchiveLookup): ArchivePage {
        const { room, afterId, beforeId, ids = [], page } = lookup
        const named = [afterId, beforeId, page.after, page.before || undefined, ...ids]
        const unknownId = named.find(id => id !== undefined && positions.ofId(room, id) === undefined)
        return unknownId === undefined ? readPage(db, positions, lookup) : { unknownId }
      },
      archiveEnds: (room: string): ArchiveEnds => ({ start: first.get({ room }), end: last.get({ room }) }),
    },
  }
}

function endQuery(order: 'asc' | 'desc'): string {
  return `select id, at from history where room = ${ROOM} and archived order by position ${order} limit 1`
}

/** Finds positions in the table. */
function positionStatements(db: Database) {
  const ofId = db
    .prepare<{ room: string; id: string }, number>(`select position from history where ${HAS_ID} and archived`)
    .pluck()
  const ofTime = (sql: string) => db.prepare<[number], number>(sql).pluck()
  const since = ofTime('select position from history where at >= ? order by at, position limit 1')
  const until = ofTime('select position from history where at <= ? order by at desc, position desc limit 1')
  return {
    ofId: (room: string, id: string) => ofId.get({ room, id }),
    /**
     * The first position of all rooms at or after a time, and the last until a time; an unreachable position if there is
     * none.
     */
    since: (at: number) => since.get(at) ?? Number.MAX_SAFE_INTEGER,
    until: (at: number) => until.get(at) ?? 0,
  }
}

function readPage(db: Database, positions: Positions, lookup: ArchiveLookup): ArchivePage {
  const { room, page } = lookup
  const matching = conditions(positions, lookup)
  const isBackward = page.before !== undefined
  const beside: Condition[] = [
    ...(page.after === undefined ? [] : [after(positions.ofId(room, page.after))]),
    ...(page.before ? [before(positions.ofId(room, page.before))] : []),
  ]
  const { text, values } = joined([...matching, ...beside])
  const rows = db
    .prepare<unknown[], HistoryRow & { position: number }>(
      `select position, ${COLUMNS} from history where ${text}
       order by position ${isBackward ? 'desc' : 'asc'} limit @limit offset @offset`,
    )
    .iterate({ ...values, limit: page.max + 1, offset: page.index ?? 0 })
  const { taken, complete } = take(rows, lookup)
  if (isBackward) taken.reverse()
  const count = counted(db, matching)
  const index = taken[0] && counted(db, [...matching, before(taken[0].position)])
  return { messages: taken.map(({ message }) => message), complete, count, index }
}

type Taken = { readonly position: number; readonly message: HistoryMessage }

/** Takes rows until the page has as many messages or bytes as asked for, but at least one row. */
function take(rows: Iterable<HistoryRow & { position: number }>, { room, page, longest }: ArchiveLookup) {
  const taken: Taken[] = []
  let length = 0
  for (const { position, ...row } of rows) {
    const message = fromRow(row, room)
    length += Buffer.byteLength(message.stanza)
    if (taken.length >= page.max || (length > longest && taken.length > 0)) return { taken, complete: false }
    taken.push({ position, message })
  }
  return { taken, complete: true }
}

/** The number of matching messages; undefined above the limit. */
function counted(db: Database, matching: readonly Condition[]): number | undefined {
  const { text, values } = joined(matching)
  const count = db
    .prepare<unknown[], number>(`select count(*) from (select 1 from history where ${text} limit ${MAX_COUNTED + 1})`)
    .pluck()
    .get(values)
  return count === undefined || count > MAX_COUNTED ? undefined : count
}

/**
 * The conditions of a query. Times are translated to positions, so that the index gives the order of the archive. The
 * times are compared too: they are not in the order of the positions after the clock was set back.
 */
function conditions(positions: Positions, lookup: ArchiveLookup): Condition[] {
  const { room, start, end, afterId, beforeId, ids } = lookup
  const all: Condition[] = [[`room = ${ROOM} and archived = 1`, { room }]]
  if (start !== undefined) {
    all.push(['position >= @from and +at >= @start', { start, from: positions.since(start) }])
  }
  if (end !== undefined) all.push(['position <= @to and +at <= @end', { end, to: positions.until(end) }])
  if (afterId !== undefined) all.push(['position > @afterId', { afterId: positions.ofId(room, afterId) ?? 0 }])
  if (beforeId !== undefined) all.push(['position < @beforeId', { beforeId: positions.ofId(room, beforeId) ?? 0 }])
  if (lookup.with) all.push(speaker(lookup.with))
  if (ids) all.push(oneOf(ids.map(id => positions.ofId(room, id) ?? 0)))
  return all
}

function after(position = 0): Condition {
  return ['position > @after', { after: position }]
}

function before(position = 0): Condition {
  return ['position < @before', { before: position }]
}

function speaker(speaker: Sender): Condition {
  if ('nick' in speaker) return ['nick = @nick', { nick: speaker.nick }]
  const { user, session } = speaker
  if (session === undefined) return ['user = @user', { user }]
  return ['user = @user and sender = @session', { user, session }]
}

function oneOf(positions: readonly number[]): Condition {
  return [`position in (${[...positions, 0]})`]
}

function joined(all: readonly Condition[]): { text: string; values: Record<string, string | number> } {
  return {
    text: all.map(([text]) => text).join(' and '),
    values: Object.assign({}, ...all.map(([, values]) => values)),
  }
}
