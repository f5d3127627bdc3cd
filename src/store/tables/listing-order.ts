import type { RoomsLookup } from '../../muc/model/lookup.js'
import { type Reading, type Statement, statement } from './statement.js'

/** A room of the table `listed_room`: its row, and what it is sorted by. */
export type Key = { readonly id: number; readonly jid: string; readonly fewer: number }
/** A place in an order: that of a room, which may no longer exist. */
export type Place = Omit<Key, 'id'>
type Portion = Place & { readonly most: number }

/** Before and after all rooms. No JID ends with a noncharacter. */
export const START: Place = { fewer: Number.MIN_SAFE_INTEGER, jid: '' }
export const END: Place = { fewer: 1, jid: '\u{10ffff}' }

const COLUMNS = { address: ['jid'], occupants: ['fewer', 'jid'] } as const

/** The SQL of the parts of an order: rooms after a place in order, or before it in reverse. */
export function orderSql(order: RoomsLookup['order'], isBackwards = false): { isBeyond: string; by: string } {
  const columns = COLUMNS[order]
  const place = columns.map(column => `@${column}`)
  return {
    isBeyond: `(${columns}) ${isBackwards ? '<' : '>'} (${place})`,
    by: columns.map(column => (isBackwards ? `${column} desc` : column)).join(', '),
  }
}

/** Pages of all listed rooms in one order. Each reads an index from the place, or counts its entries. */
export function orderStatements(order: RoomsLookup['order']) {
  const portion = (isBackwards: boolean) => {
    const { isBeyond, by } = orderSql(order, isBackwards)
    return statement<Portion & { skip: number }, Key>(
      `select id, jid, fewer from listed_room where ${isBeyond} order by ${by} limit @most offset @skip`,
    )
  }
  const [forwards, backwards] = [portion(false), portion(true)]
  const columns = COLUMNS[order]
  const rank = (comparison: string) =>
    statement<Place, number>(
      `select count(*) from listed_room where (${columns}) ${comparison} (${columns.map(column => `@${column}`)})`,
    ).pluck()
  const [below, upTo] = [rank('<'), rank('<=')]
  return {
    /** The rooms after a place, without the first `skip` of them. */
    after: (place: Place, most: number, skip = 0): Reading<Key[]> => forwards.all({ ...place, most, skip }),
    /** The rooms before a place, in order. */
    *before(place: Place, most: number): Reading<Key[]> {
      return (yield* backwards.all({ ...place, most, skip: 0 })).reverse()
    },
    below: (place: Place): Reading<number> => countIn(below, place),
    upTo: (place: Place): Reading<number> => countIn(upTo, place),
  }
}

function* countIn(rank: Statement<Place, number>, place: Place): Reading<number> {
  return (yield* rank.get(place)) ?? 0
}

/** The id of a room in pages (XEP-0059). That of the other order contains the number of occupants, too. */
export function idOf({ jid, fewer }: Place, order: RoomsLookup['order']): string {
  return order === 'address' ? jid : `${-fewer}/${jid}`
}

/** The place that an id stands for: a page can continue after a room that was destroyed or has other occupants now. */
export function placeOf(id: string, order: RoomsLookup['order']): Place {
  if (order === 'address') return { jid: id, fewer: 0 }
  const slash = id.indexOf('/')
  const occupants = Number.parseInt(id.slice(0, Math.max(0, slash)), 10)
  // PostgreSQL refuses what is beyond its integers, and with it the whole batch.
  const fewer = Math.min(Math.max(-occupants || 0, START.fewer), END.fewer)
  return { fewer, jid: id.slice(slash + 1) }
}

/** Compares places as the database does, whose texts are in the order of their UTF-8 bytes. */
export function comparePlaces(a: Place, b: Place, order: RoomsLookup['order']): number {
  return (order === 'address' ? 0 : a.fewer - b.fewer) || compareTexts(a.jid, b.jid)
}

function compareTexts(a: string, b: string): number {
  for (let at = 0; at < a.length && at < b.length; at++) {
    const [left, right] = [a.charCodeAt(at), b.charCodeAt(at)]
    if (left !== right) return byCodePoint(left) - byCodePoint(right)
  }
  return a.length - b.length
}

/** Surrogates stand for characters beyond all others. */
function byCodePoint(unit: number): number {
  if (unit < 0xd800) return unit
  return unit < 0xe000 ? unit + 0x10000 : unit
}
