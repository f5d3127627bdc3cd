import type { Database } from 'better-sqlite3'
import type { PublicRoom, PublicRooms, RoomSearch, RoomsLookup } from '../../muc/model/lookup.js'
import { boundsOf } from '../../stanza/page-bounds.js'

type Key = { jid: string; occupants: number }
type Row = Omit<PublicRoom, 'id' | 'membersOnly' | 'hasPassword' | 'nonAnonymous'> & {
  members_only: number
  has_password: number
  non_anonymous: number
}

/** The same condition as in the index `room_public`. */
const PUBLIC = `json_extract(config, '$.public') and not locked and not archived`
const OCCUPANTS = '(select count(distinct nick) from occupant_session where room = room.jid)'
const NAME = `coalesce(json_extract(config, '$.name'), '')`
const DESCRIPTION = `coalesce(json_extract(config, '$.description'), '')`

/** The queries for lists of public rooms in the table `room`. */
export function publicRoomStatements(db: Database) {
  // SQLite's own functions fold the case of ASCII letters only.
  db.function('has_words', { deterministic: true }, (text, words) => Number(hasWords(String(text), String(words))))
  const all = db.prepare<[], Key>(`select jid, 0 as occupants from room where ${PUBLIC} order by jid`)
  const byAddress = db.prepare<SearchRow, Key>(searchFor('jid'))
  const byOccupants = db.prepare<SearchRow, Key>(searchFor('occupants desc, jid'))
  const one = db.prepare<[string], Row>(`
    select jid, ${NAME} as name, ${DESCRIPTION} as description, ${OCCUPANTS} as occupants,
      json_extract(config, '$.membersOnly') as members_only, json_extract(config, '$.password') != '' as has_password,
      json_extract(config, '$.whois') = 'anyone' as non_anonymous
    from room where jid = ?`)

  /** The keys of all matching rooms in order, to find the bounds of a page. */
  function keys({ order, search }: RoomsLookup): Key[] {
    if (!search) return all.all()
    return (order === 'address' ? byAddress : byOccupants).all(toRow(search))
  }

  return {
    answers: {
      rooms(lookup: RoomsLookup): PublicRooms {
        const found = keys(lookup)
        const idOf = lookup.order === 'address' ? addressId : occupantsId
        const bounds = boundsOf(lookup.page, {
          count: found.length,
          upTo: id => precede(found, key => compareIds(idOf(key), id, lookup.order) <= 0),
          below: id => precede(found, key => compareIds(idOf(key), id, lookup.order) < 0),
        })
        const rooms = found.slice(bounds.start, bounds.start + bounds.length).flatMap(key => {
          const row = one.get(key.jid)
          return row ? [fromRow(row, idOf(key))] : []
        })
        return { rooms, start: bounds.start, count: found.length }
      },
    },
  }
}

type SearchRow = { words: string; name: number; description: number; address: number; least: number }

function searchFor(order: string): string {
  return `
    select jid, ${OCCUPANTS} as occupants from room
    where ${PUBLIC}
      and (@least = 0 or ${OCCUPANTS} >= @least)
      and (@words = '' or has_words(
        iif(@name, ${NAME}, '') || char(10) || iif(@description, ${DESCRIPTION}, '') || char(10) || iif(@address, jid, ''),
        @words))
    order by ${order}`
}

function toRow({ words, inName, inDescription, inAddress, minOccupants }: RoomSearch): SearchRow {
  return {
    words: words.map(folded).join(' '),
    name: Number(inName),
    description: Number(inDescription),
    address: Number(inAddress),
    least: minOccupants,
  }
}

function hasWords(text: string, words: string): boolean {
  const searched = folded(text)
  return words.split(' ').every(word => searched.includes(word))
}

/** Normalises a text for comparison: NFKC and lower case. */
export function folded(text: string): string {
  return text.normalize('NFKC').toLowerCase()
}

function fromRow({ members_only, has_password, non_anonymous, ...row }: Row, id: string): PublicRoom {
  return {
    ...row,
    id,
    membersOnly: members_only === 1,
    hasPassword: has_password === 1,
    nonAnonymous: non_anonymous === 1,
  }
}

function addressId({ jid }: Key): string {
  return jid
}

/** Contains the sort key, so that a page can continue after a room that was destroyed or has other occupants now. */
function occupantsId({ jid, occupants }: Key): string {
  return `${occupants}/${jid}`
}

function compareIds(a: string, b: string, order: RoomsLookup['order']): number {
  if (order === 'address') return compare(a, b)
  const difference = Number.parseInt(b, 10) - Number.parseInt(a, 10)
  return difference || compare(a.slice(a.indexOf('/')), b.slice(b.indexOf('/')))
}

function compare(a: string, b: string): number {
  if (a === b) return 0
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

/** How many of the sorted keys precede a place in the list: `isBefore` is true for these. Binary search. */
function precede(keys: readonly Key[], isBefore: (key: Key) => boolean): number {
  let [low, high] = [0, keys.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const key = keys[middle]
    if (key && isBefore(key)) low = middle + 1
    else high = middle
  }
  return low
}
