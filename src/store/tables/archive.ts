import type { ArchiveEnd, ArchiveEnds, ArchiveLookup, ArchivePage, Sender } from '../../muc/model/archive-query.js'
import type { HistoryMessage } from '../../muc/model/room.js'
import { COLUMNS, fromRow, HAS_ID, type HistoryRow, ROOM } from './history.js'
import { type Reading, statement } from './statement.js'

/** A longer result is not counted, because counting would take too long. Our own decision. */
const MAX_COUNTED = 10_000

/** A position above all others. */
const UNREACHABLE = Number.MAX_SAFE_INTEGER

/** The positions between two, exclusive. */
type Range = { readonly above: number; readonly below: number }
/** The clauses of a query from `from` on, and the values of their parameters; those of a `Range` are added. */
type Matching = { readonly sql: string; readonly values: Readonly<Record<string, string | number>> }
type Positions = ReturnType<typeof positionStatements>

/** The archives (XEP-0313), read from the table `history`. Every query uses an index and begins at its first result. */
export function archiveStatements() {
  const positions = positionStatements()
  const first = statement<{ room: string }, ArchiveEnd>(endQuery('asc'))
  const last = statement<{ room: string }, ArchiveEnd>(endQuery('desc'))
  return {
    answers: {
      archive(lookup: ArchiveLookup): ArchivePage {
        const { room, afterId, beforeId, ids = [], page } = lookup
        const named = [afterId, beforeId, page.after, page.before || undefined, ...ids]
        const unknownId = named.find(id => id !== undefined && positions.ofId(room, id) === undefined)
        if (unknownId !== undefined) return { unknownId }
        return readPage(db, positions, lookup)
      },
      archiveEnds: (room: string): ArchiveEnds => ({ start: first.get({ room }), end: last.get({ room }) }),
    },
  }
}

function endQuery(order: 'asc' | 'desc'): string {
  return `select id, at from history where room = ${ROOM} and archived order by position ${order} limit 1`
}

/** The time of the first message of a room from a position on, read from the index alone. */
export const FIRST_TIME = 'select at from history where room = ? and position >= ? order by position limit 1'

/**
 * The number of a room, and its first and last position: each by one step in the index, which `min` and `max` of the same
 * query would read as a whole.
 */
export const ENDS = `
  select number as room,
    coalesce((select position from history where room = number order by position limit 1), 0) as low,
    coalesce((select position from history where room = number order by position desc limit 1), 0) as high
  from room where jid = @room`

/** Finds positions in the table. */
function positionStatements() {
  const ofId = statement<{ room: string; id: string }, number>(
    `select position from history where ${HAS_ID} and archived`,
  ).pluck()
  const ends = statement<{ room: string }, { room: number; low: number; high: number }>(ENDS)
  const timeFrom = statement<[number, number], number>(FIRST_TIME).pluck()
  return {
    ofId: (room: string, id: string) => ofId.get({ room, id }),
    /**
     * The first position in a room from which on no message is from before a time. It is searched for by halves: the
     * messages of a room are in the order of their times, and those of different rooms are not, where some were taken in
     * from another service.
     */
    since(jid: string, at: number): number {
      const { room = 0, low = 0, high = 0 } = ends.get({ room: jid }) ?? {}
      let [from, to] = [low, high + 1]
      while (from < to) {
        const middle = Math.floor((from + to) / 2)
        if ((timeFrom.get(room, middle) ?? at) < at) from = middle + 1
        else to = middle
      }
      return to
    },
  }
}

function readPage(positions: Positions, lookup: ArchiveLookup): ArchivePage {
  const { room, page } = lookup
  const matching = matchingRows(positions, lookup)
  const all = rangeOf(positions, lookup)
  const isBackward = page.before !== undefined
  const beside = {
    above: Math.max(all.above, page.after === undefined ? 0 : (positions.ofId(room, page.after) ?? 0)),
    below: Math.min(all.below, page.before ? (positions.ofId(room, page.before) ?? 0) : all.below),
  }
  const rows = statement<unknown[], HistoryRow & { position: number }>(
    `select position, ${COLUMNS} ${matching.sql}
       order by position ${isBackward ? 'desc' : 'asc'} limit @limit offset @offset`,
  ).iterate({ ...matching.values, ...beside, limit: page.max + 1, offset: page.index ?? 0 })
  const { taken, complete } = take(rows, lookup)
  if (isBackward) taken.reverse()
  const messages = taken.map(({ message }) => message)
  if (lookup.isUncounted) return { messages, complete, count: undefined, index: undefined }
  const count = counted(db, matching, all)
  const index = taken[0] && counted(db, matching, { ...all, below: taken[0].position })
  return { messages, complete, count, index }
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

/** The number of matching messages in a range; undefined above the limit. */
function counted({ sql, values }: Matching, range: Range): number | undefined {
  const count = statement<unknown[], number>(`select count(*) from (select 1 ${sql} limit ${MAX_COUNTED + 1})`)
    .pluck()
    .get({ ...values, ...range })
  return count === undefined || count > MAX_COUNTED ? undefined : count
}

/**
 * The range of a query. Times are translated to positions, so that the index gives the order of the archive. One range
 * unites all bounds: SQLite would use one of two bounds, and read all messages between them.
 */
function rangeOf(positions: Positions, { room, start, end, afterId, beforeId }: ArchiveLookup): Range {
  return {
    above: Math.max(
      start === undefined ? 0 : positions.since(room, start) - 1,
      afterId === undefined ? 0 : (positions.ofId(room, afterId) ?? 0),
    ),
    below: Math.min(
      end === undefined ? UNREACHABLE : positions.since(room, end + 1),
      beforeId === undefined ? UNREACHABLE : (positions.ofId(room, beforeId) ?? 0),
    ),
  }
}

/**
 * What a query reads, from the index of its author: SQLite would prefer that of the room, which has a range, too. The times
 * are compared as well: they are not in the order of the positions after the clock was set back.
 */
function matchingRows(positions: Positions, { room, with: author, start, end, ids }: ArchiveLookup): Matching {
  const [index, speaks, names] = speaker(author)
  const found = ids && JSON.stringify(ids.map(id => positions.ofId(room, id)))
  const within = 'position > @above and position < @below'
  const one = `position in (select value as position from json_each(@found) where ${within})`
  return {
    sql: `from history ${found ? 'not indexed' : `indexed by ${index}`}
      where room = ${ROOM} and archived = 1 and ${speaks} and ${found ? one : within}
      ${start === undefined ? '' : 'and +at >= @start'} ${end === undefined ? '' : 'and +at <= @end'}`,
    values: {
      room,
      ...names,
      ...(found && { found }),
      ...(start !== undefined && { start }),
      ...(end !== undefined && { end }),
    },
  }
}

/** The index of an author's messages, the condition, and its parameters. */
function speaker(author: Sender | undefined): readonly [index: string, sql: string, names: Record<string, string>] {
  if (!author) return ['history_room', 'true', {}]
  if ('nick' in author) return ['history_nick', 'nick = @nick', author]
  const { user, session } = author
  if (session === undefined) return ['history_user', 'user = @user', { user }]
  return ['history_client', 'sender = @session', { session }]
}
