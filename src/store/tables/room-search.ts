import type { RoomSearch, RoomsLookup } from '../../muc/model/lookup.js'
import { type Key, orderSql, type Place, START } from './listing-order.js'
import { foldedWords, gramQuery } from './search-text.js'
import { pause, type Reading, type Statement, statement } from './statement.js'

/** The rooms that are read at once: that takes a millisecond or two. */
const PORTION = 250
/** The entries of the index of texts that are read at once. */
const CANDIDATES = 4000
/** The matches that are collected. Of more, a page is read in order, and they are not counted. */
const FEW = 2000
/** Of so many candidates, matches that are 2 % of the rooms foretell many. */
const SAMPLE = 500
/** The maximum number of words that count; a longer list comes from folding alone. */
const MOST_WORDS = 20

type Row = Key & { readonly matches: number }
type Condition = Record<string, string | number | readonly number[]>
type Walk = { readonly order: RoomsLookup['order']; readonly isBackwards: boolean; readonly from: Place }

/** What a search looks for: its words folded, and the values of the condition. */
export type Conditions = { readonly words: readonly string[]; readonly values: Condition; readonly least: number }

export function conditionsOf(search: RoomSearch): Conditions {
  const words = foldedWords(search.words).slice(0, MOST_WORDS)
  const scope = {
    inName: Number(search.inName),
    inDescription: Number(search.inDescription),
    inAddress: Number(search.inAddress),
  }
  const named = Object.fromEntries(words.map((word, n) => [`word${n}`, word]))
  return { words, least: search.minOccupants, values: { ...scope, ...named, fewest: -search.minOccupants } }
}

/**
 * The rooms that match a search. Everything is read in portions with a pause in between, so that no search holds the event
 * loop, whatever its words are.
 */
export function searchStatements() {
  const statements = new Map<string, Statement<Condition, Row>>()
  const known = (sql: string): Statement<Condition, Row> => {
    const found = statements.get(sql) ?? statement<Condition, Row>(sql)
    statements.set(sql, found)
    return found
  }
  const occupied = statement<[number], number>('select count(*) from listed_room where fewer <= ?').pluck()
  const candidates = statement<{ grams: string; from: number; most: number }, number>(
    'select rowid from room_gram where room_gram match @grams and rowid > @from limit @most',
    {
      postgres: `select rowid from room_gram where grams @> string_to_array(@grams, ' ') and rowid > @from
        order by rowid limit @most`,
    },
  ).pluck()

  /** Reads the rooms beyond a place in portions, with the mark of those that match, as long as `take` is true. */
  function* walk(
    { words, values }: Conditions,
    { order, isBackwards, from }: Walk,
    take: (rows: readonly Row[]) => boolean,
  ): Reading<void> {
    const { isBeyond, by } = orderSql(order, isBackwards)
    const portion = known(
      `select id, jid, fewer, ${matches(words)} as matches from listed_room where ${isBeyond} order by ${by} limit @most`,
    )
    for (let place: Place | undefined = from; place; ) {
      const rows: Row[] = yield* portion.all({ ...values, jid: place.jid, fewer: place.fewer, most: PORTION })
      place = take(rows) && rows.length === PORTION ? rows.at(-1) : undefined
      yield* pause()
    }
  }

  function* matchesAmongOccupied(conditions: Conditions): Reading<Key[]> {
    const found: Key[] = []
    yield* walk(conditions, { order: 'occupants', isBackwards: false, from: START }, rows => {
      found.push(...rows.filter(isMatch))
      return (rows.at(-1)?.fewer ?? 0) <= -conditions.least
    })
    return found
  }

  /** Of the rooms that the index names, the matches; undefined if they are many. */
  function* matchesByText({ words, values }: Conditions): Reading<Key[] | undefined> {
    const ofIds = known(
      `select id, jid, fewer, ${matches(words)} as matches from listed_room
      where id in (select cast(value as bigint) from each(@ids))`,
    )
    const grams = gramQuery(words)
    const found: Key[] = []
    for (let from: number | undefined = 0; from !== undefined; ) {
      const ids: number[] = yield* candidates.all({ grams, from, most: CANDIDATES })
      for (let read = 0; read < ids.length; yield* pause()) {
        const portion = ids.slice(read, read + PORTION)
        read += portion.length
        found.push(...(yield* ofIds.all({ ...values, ids: portion })).filter(isMatch))
        const foretellsMany = read >= SAMPLE && found.length * 50 > (portion.at(-1) ?? 0)
        if (found.length > FEW || (ids.length === CANDIDATES && foretellsMany)) return undefined
      }
      from = ids.length < CANDIDATES ? undefined : ids.at(-1)
    }
    return found
  }

  return {
    walk,
    /** All matches of a search in any order; undefined if there are so many that a page should be read in order. */
    *few(conditions: Conditions): Reading<Key[] | undefined> {
      const { words, least } = conditions
      if (least > 0 && ((yield* occupied.get(-least)) ?? 0) <= FEW) return yield* matchesAmongOccupied(conditions)
      return words.length > 0 ? yield* matchesByText(conditions) : undefined
    },
  }
}

export function isMatch({ matches }: Row): boolean {
  return matches === 1
}

/** 1 for a room that fulfils the condition, else 0: each word occurs in one of the searched parts. */
function matches(words: readonly string[]): string {
  const found = words.map(
    (_, n) => `(@inName = 1 and instr(name, @word${n}) > 0 or @inDescription = 1 and instr(description, @word${n}) > 0
      or @inAddress = 1 and instr(address, @word${n}) > 0)`,
  )
  return `case when ${['fewer <= @fewest', ...found].join(' and ')} then 1 else 0 end`
}
