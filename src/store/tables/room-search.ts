import { setImmediate as nextTurn } from 'node:timers/promises'
import type { RoomSearch, RoomsLookup } from '../../muc/model/lookup.js'
import { type Key, orderSql, type Place, START } from './listing-order.js'
import { foldedWords, gramQuery } from './search-text.js'
import { type Reading, type Statement, statement } from './statement.js'

/** The rooms that are read in one turn of the event loop: a millisecond or two. */
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
type Condition = Record<string, string | number>
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
 * The rooms that match a search. Everything is read in portions with a turn of the event loop in between, so that no
 * search holds it, whatever its words are.
 */
export function searchStatements() {
  const statements = new Map<string, Statement<Condition, Row>>()
  const prepared = (sql: string): Statement<Condition, Row> => {
    const statement = statements.get(sql) ?? statement<Condition, Row>(sql)
    statements.set(sql, statement)
    return statement
  }
  const occupied = statement<[number], number>('select count(*) from listed_room where fewer <= ?').pluck()
  const candidates = statement<{ grams: string; from: number; most: number }, number>(
    'select rowid from room_gram where room_gram match @grams and rowid > @from limit @most',
  ).pluck()

  /** The rooms beyond a place in portions, with the mark of those that match. */
  async function* walk({ words, values }: Conditions, { order, isBackwards, from }: Walk): AsyncGenerator<Row[]> {
    const { isBeyond, by } = orderSql(order, isBackwards)
    const statement = prepared(
      `select id, jid, fewer, ${matches(words)} as matches from listed_room where ${isBeyond} order by ${by} limit @most`,
    )
    for (let place: Place | undefined = from; place; ) {
      const rows = statement.all({ ...values, jid: place.jid, fewer: place.fewer, most: PORTION })
      yield rows
      place = rows.length < PORTION ? undefined : rows.at(-1)
      await nextTurn()
    }
  }

  async function matchesAmongOccupied(conditions: Conditions): Promise<Key[]> {
    const found: Key[] = []
    for await (const rows of walk(conditions, { order: 'occupants', isBackwards: false, from: START })) {
      found.push(...rows.filter(isMatch))
      if ((rows.at(-1)?.fewer ?? 0) > -conditions.least) break
    }
    return found
  }

  /** Of the rooms that the index names, the matches; undefined if they are many. */
  async function matchesByText({ words, values }: Conditions): Promise<Key[] | undefined> {
    const statement = prepared(
      `select id, jid, fewer, ${matches(words)} as matches from listed_room
      where id in (select value from json_each(@ids))`,
    )
    const grams = gramQuery(words)
    const found: Key[] = []
    for (let from: number | undefined = 0; from !== undefined; ) {
      const ids: number[] = candidates.all({ grams, from, most: CANDIDATES })
      for (let read = 0; read < ids.length; await nextTurn()) {
        const portion = ids.slice(read, read + PORTION)
        read += portion.length
        found.push(...statement.all({ ...values, ids: JSON.stringify(portion) }).filter(isMatch))
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
    async few(conditions: Conditions): Promise<Key[] | undefined> {
      const { words, least } = conditions
      if (least > 0 && (occupied.get(-least) ?? 0) <= FEW) return await matchesAmongOccupied(conditions)
      return words.length > 0 ? await matchesByText(conditions) : undefined
    },
  }
}

export function isMatch({ matches }: Row): boolean {
  return matches === 1
}

/** The condition that a room fulfils: each word occurs in one of the searched parts. */
function matches(words: readonly string[]): string {
  const found = words.map(
    (_, n) => `(@inName and instr(name, @word${n}) or @inDescription and instr(description, @word${n})
      or @inAddress and instr(address, @word${n}))`,
  )
  return ['fewer <= @fewest', ...found].join(' and ')
}
