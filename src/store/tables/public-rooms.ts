import type { PublicRoom, PublicRooms, RoomsLookup } from '../../muc/model/lookup.js'
import type { RoomConfig } from '../../muc/model/room-config.js'
import { boundsOf, type PageBounds } from '../../stanza/page-bounds.js'
import { comparePlaces, END, idOf, type Key, orderStatements, placeOf, START } from './listing-order.js'
import { type Conditions, conditionsOf, isMatch, searchStatements } from './room-search.js'
import { pause, type Reading, statement } from './statement.js'
import { configOf } from './stored-config.js'

/** The rooms of a page that are read at once. */
const PORTION = 50
/** How much of names and descriptions a page has, in characters: an answer holds less. */
const MOST_TEXT = 256 * 1024

/** The REST id of a room, and its configuration as text. */
type Stored = { readonly jid: string; readonly id: string; readonly config: string }

type Page = { readonly keys: readonly Key[] } & Pick<PublicRooms, 'start' | 'count'>

/** The pages of public rooms: all, or the matches of a search. No turn of the event loop reads many rows. */
export function publicRoomStatements() {
  const orders = { address: orderStatements('address'), occupants: orderStatements('occupants') }
  const search = searchStatements()
  const total = statement<[], number>('select count(*) from listed_room').pluck()
  const byJids = statement<{ jids: readonly string[] }, Stored>(
    'select jid, id, config from room where jid in (select value from each(@jids))',
  )

  function* pageOfAll({ page, order, isUncounted }: RoomsLookup): Reading<Page> {
    const rooms = orders[order]
    if (isUncounted) {
      const from = page.after === undefined ? START : placeOf(page.after, order)
      return { keys: yield* rooms.after(from, page.max), start: undefined, count: undefined }
    }
    const { after, before } = page
    const count = (yield* total.get()) ?? 0
    const upTo = after === undefined ? 0 : yield* rooms.upTo(placeOf(after, order))
    const below = before === undefined || before === '' ? count : yield* rooms.below(placeOf(before, order))
    const { start, length } = boundsOf(page, { count, upTo: () => upTo, below: () => below })
    if (before === undefined) {
      const [from, skip] = after === undefined ? [START, start] : [placeOf(after, order), 0]
      return { keys: yield* rooms.after(from, length, skip), start, count }
    }
    return { keys: yield* rooms.before(before === '' ? END : placeOf(before, order), length), start, count }
  }

  /** A page of the matches in order, as far as it must be read. */
  function* pageOfMany({ page, order }: RoomsLookup, conditions: Conditions): Reading<Page> {
    const { max, after, before, index = 0 } = page
    const isBackwards = before !== undefined
    const edge = isBackwards ? END : START
    const beside = isBackwards ? before || undefined : after
    const from = beside === undefined ? edge : placeOf(beside, order)
    const isWithin = (key: Key) =>
      !isBackwards || after === undefined || comparePlaces(key, placeOf(after, order), order) > 0
    const found: Key[] = []
    if (max > 0) {
      yield* search.walk(conditions, { order, isBackwards, from }, rows => {
        found.push(...rows.filter(row => isMatch(row) && isWithin(row)))
        return found.length < index + max
      })
    }
    const keys = found.slice(index, index + max)
    return {
      keys: isBackwards ? keys.reverse() : keys,
      start: beside === undefined && !isBackwards ? index : undefined,
      count: undefined,
    }
  }

  function* pageOf(lookup: RoomsLookup): Reading<Page> {
    const conditions = lookup.search && conditionsOf(lookup.search)
    if (!conditions || (conditions.words.length === 0 && conditions.least === 0)) return yield* pageOfAll(lookup)
    const few = yield* search.few(conditions)
    return few ? pageOfFew(few, lookup) : yield* pageOfMany(lookup, conditions)
  }

  /** What a page shows of its rooms, from its end if it is read backwards, up to a length. */
  function* shown(
    keys: readonly Key[],
    { order, page }: RoomsLookup,
  ): Reading<{ rooms: PublicRoom[]; skipped: number; next: string | undefined }> {
    const isBackwards = page.before !== undefined
    const ordered = isBackwards ? keys.toReversed() : keys
    const rooms: PublicRoom[] = []
    let [text, read] = [0, 0]
    let last: Key | undefined
    let portion = new Map<string, Stored>()
    for (const key of ordered) {
      if (text > MOST_TEXT) break
      if (read % PORTION === 0) portion = yield* storedOf(ordered.slice(read, read + PORTION))
      read++
      last = key
      const stored = portion.get(key.jid)
      if (!stored) continue
      const room = toRoom(key, { stored, id: idOf(key, order) })
      text += room.name.length + room.description.length
      rooms.push(room)
    }
    const goesOn = read < keys.length || keys.length === page.max
    return {
      rooms: isBackwards ? rooms.reverse() : rooms,
      skipped: isBackwards ? keys.length - read : 0,
      next: goesOn && last ? idOf(last, order) : undefined,
    }
  }

  function* storedOf(keys: readonly Key[]): Reading<Map<string, Stored>> {
    yield* pause()
    const found = yield* byJids.all({ jids: keys.map(({ jid }) => jid) })
    return new Map(found.map(stored => [stored.jid, stored]))
  }

  return {
    answers: {
      *rooms(lookup: RoomsLookup): Reading<PublicRooms> {
        const { keys, start, count } = yield* pageOf(lookup)
        const { rooms, skipped, next } = yield* shown(keys, lookup)
        if (lookup.isUncounted)
          return { rooms, start: undefined, count: undefined, ...(next !== undefined && { next }) }
        return { rooms, start: start === undefined ? undefined : start + skipped, count }
      },
    },
  }
}

/** A page of the collected matches. */
function pageOfFew(found: readonly Key[], { page, order }: RoomsLookup): Page {
  const sorted = found.toSorted((a, b) => comparePlaces(a, b, order))
  const bounds: PageBounds = boundsOf(page, {
    count: sorted.length,
    upTo: id => sorted.filter(key => comparePlaces(key, placeOf(id, order), order) <= 0).length,
    below: id => sorted.filter(key => comparePlaces(key, placeOf(id, order), order) < 0).length,
  })
  const { start, length } = bounds
  return { keys: sorted.slice(start, start + length), start, count: sorted.length }
}

function toRoom({ jid, fewer }: Key, { stored, id }: { stored: Stored; id: string }): PublicRoom {
  const config: Partial<RoomConfig> = configOf(stored.config)
  const { name = '', description = '', lang = '', membersOnly = false, password = '', whois } = config
  const access = { membersOnly, hasPassword: password !== '', nonAnonymous: whois === 'anyone' }
  return { id, roomId: stored.id, jid, name, description, lang, occupants: -fewer, ...access }
}
