import type { ArchiveEnd, ArchiveEnds, ArchiveLookup, ArchivePage, Sender } from '../../muc/model/archive-query.js'
import type { HistoryMessage } from '../../muc/model/room.js'
import { COLUMNS, fromRow, HAS_ID, type HistoryRow, ROOM } from './history.js'
import { type Reading, type Statement, statement, together } from './statement.js'

/** A longer result is not counted, because counting would take too long. Our own decision. */
const MAX_COUNTED = 10_000

/** A position above all others. */
const UNREACHABLE = Number.MAX_SAFE_INTEGER

/** The positions between two, exclusive. */
type Range = { readonly above: number; readonly below: number }
type Values = Readonly<Record<string, string | number | readonly number[]>>
/** The clauses of a query from `from` on, and the values of their parameters; those of a `Range` are added. */
type Matching = { readonly sql: string; readonly values: Values }
type Positions = ReturnType<typeof positionStatements>
type Row = HistoryRow & { position: number }
/** The positions of the messages that a query names. */
type Named = ReadonlyMap<string, number>

/** The archives (XEP-0313), read from the table `history`. Every query uses an index and begins at its first result. */
export function archiveStatements() {
  const positions = positionStatements()
  const pages = pageStatements()
  const first = statement<{ room: string }, ArchiveEnd>(endQuery('asc'))
  const last = statement<{ room: string }, ArchiveEnd>(endQuery('desc'))
  return {
    answers: {
      *archive(lookup: ArchiveLookup): Reading<ArchivePage> {
        const { room, afterId, beforeId, ids = [], page } = lookup
        const asked = [afterId, beforeId, page.after, page.before || undefined, ...ids]
        const names = [...new Set(asked.filter(id => id !== undefined))]
        const found = yield* together(names.map(id => positions.ofId(room, id)))
        const named = new Map<string, number>()
        for (const [n, id] of names.entries()) {
          const position = found[n]
          if (position === undefined) return { unknownId: id }
          named.set(id, position)
        }
        const all = yield* rangeOf(positions, named, lookup)
        return yield* readPage(pages, { named, all, lookup })
      },
      *archiveEnds(room: string): Reading<ArchiveEnds> {
        const [start, end] = yield* together([first.get({ room }), last.get({ room })])
        return { start, end }
      },
    },
  }
}

function endQuery(order: 'asc' | 'desc'): string {
  return `select id, at from history where room = ${ROOM} and archived = 1 order by position ${order} limit 1`
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
    `select position from history where ${HAS_ID} and archived = 1`,
  ).pluck()
  const ends = statement<{ room: string }, { room: number; low: number; high: number }>(ENDS)
  const timeFrom = statement<[number, number], number>(FIRST_TIME).pluck()
  return {
    ofId: (room: string, id: string) => ofId.get({ room, id }),
    /**
     * The first position in a room from which on no message is from before a time. It is searched for by halves: the
     * messages of a room are in the order of their times, and those of different rooms are not, where some were taken in
     * from another service. Undefined for no time.
     */
    *since(jid: string, at: number | undefined): Reading<number | undefined> {
      if (at === undefined) return undefined
      const { room = 0, low = 0, high = 0 } = (yield* ends.get({ room: jid })) ?? {}
      let [from, to] = [low, high + 1]
      while (from < to) {
        const middle = Math.floor((from + to) / 2)
        if (((yield* timeFrom.get(room, middle)) ?? at) < at) from = middle + 1
        else to = middle
      }
      return to
    },
  }
}

/** The statements that read and count pages. Their texts are as few as the combinations of what a query can ask for. */
function pageStatements() {
  const known = new Map<string, Statement<Values, unknown>>()
  const ofText = <Found>(sql: string): Statement<Values, Found> => {
    const made = known.get(sql) ?? statement<Values, unknown>(sql)
    known.set(sql, made)
    return made as Statement<Values, Found>
  }
  return {
    rows: ({ sql }: Matching, order: 'asc' | 'desc') =>
      ofText<Row>(`select position, ${COLUMNS} ${sql} order by position ${order} limit @limit offset @offset`),
    count: ({ sql }: Matching) =>
      ofText<{ count: number }>(`select count(*) as count from (select 1 ${sql} limit ${MAX_COUNTED + 1}) as counted`),
  }
}

type Pages = ReturnType<typeof pageStatements>
type Asked = { readonly named: Named; readonly all: Range; readonly lookup: ArchiveLookup }

function* readPage(pages: Pages, { named, all, lookup }: Asked): Reading<ArchivePage> {
  const { page } = lookup
  const matching = matchingRows(named, lookup)
  const isBackward = page.before !== undefined
  const beside = {
    above: Math.max(all.above, positionIn(named, page.after)),
    below: Math.min(all.below, page.before ? positionIn(named, page.before) : all.below),
  }
  const { taken, take } = taker(lookup)
  let complete = true
  yield* pages.rows(matching, isBackward ? 'desc' : 'asc').until(row => (complete = take(row)), {
    ...matching.values,
    ...beside,
    limit: page.max + 1,
    offset: page.index ?? 0,
  })
  if (isBackward) taken.reverse()
  const messages = taken.map(({ message }) => message)
  if (lookup.isUncounted) return { messages, complete, count: undefined, index: undefined }
  const [count, index] = yield* together([
    counted(pages, matching, all),
    ...taken.slice(0, 1).map(({ position }) => counted(pages, matching, { ...all, below: position })),
  ])
  return { messages, complete, count, index }
}

type Taken = { readonly position: number; readonly message: HistoryMessage }

/** Takes rows until the page has as many messages or bytes as asked for, but at least one row; then `take` is false. */
function taker({ room, page, longest }: ArchiveLookup) {
  const taken: Taken[] = []
  let length = 0
  const take = ({ position, ...row }: Row): boolean => {
    const message = fromRow(row, room)
    length += Buffer.byteLength(message.stanza)
    if (taken.length >= page.max || (length > longest && taken.length > 0)) return false
    taken.push({ position, message })
    return true
  }
  return { taken, take }
}

/** The number of matching messages in a range; undefined above the limit. */
function* counted(pages: Pages, matching: Matching, range: Range): Reading<number | undefined> {
  const count = (yield* pages.count(matching).get({ ...matching.values, ...range }))?.count
  return count === undefined || count > MAX_COUNTED ? undefined : count
}

/** The position of a message that a query names; 0 if it names none. */
function positionIn(named: Named, id: string | undefined): number {
  return (id === undefined ? undefined : named.get(id)) ?? 0
}

/**
 * The range of a query. Times are translated to positions, so that the index gives the order of the archive. One range
 * unites all bounds: SQLite would use one of two bounds, and read all messages between them.
 */
function* rangeOf(positions: Positions, named: Named, lookup: ArchiveLookup): Reading<Range> {
  const { room, start, end, afterId, beforeId } = lookup
  const [from, to] = yield* together([
    positions.since(room, start),
    positions.since(room, end === undefined ? undefined : end + 1),
  ])
  return {
    above: Math.max(from === undefined ? 0 : from - 1, positionIn(named, afterId)),
    below: Math.min(to ?? UNREACHABLE, beforeId === undefined ? UNREACHABLE : positionIn(named, beforeId)),
  }
}

/**
 * What a query reads, from the index of its author: SQLite would prefer that of the room, which has a range, too. The times
 * are compared as well: they are not in the order of the positions after the clock was set back.
 */
function matchingRows(named: Named, { room, with: author, start, end, ids }: ArchiveLookup): Matching {
  const [index, speaks, names] = speaker(author)
  const found = ids?.map(id => positionIn(named, id))
  const within = 'position > @above and position < @below'
  const one = `position in (
    select position from (select cast(value as bigint) as position from each(@found)) as found where ${within})`
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
