import t from 'tap'
import type { RoomSearch, RoomsLookup } from '../../src/muc/model/lookup.js'
import type { Occupant } from '../../src/muc/model/occupant.js'
import { emptyRoom, type RoomRecord } from '../../src/muc/model/room.js'
import { openSqliteStore } from '../../src/store/sqlite/store.js'
import type { Store } from '../../src/store/store.js'
import { chance } from '../random/chance.js'
import { config } from './contract.js'

type Made = { readonly jid: string; readonly name: string; readonly description: string; readonly occupants: number }

const ALL: RoomSearch = { words: [], inName: true, inDescription: true, inAddress: true, minOccupants: 0 }
const LETTERS = [...'aabbcdé漢ßΣ😀İ·%"*-_ ﬁ\u0301\u200d']
const MANY = 12_000

const record = ({ jid, name, description }: Made, id: number): RoomRecord => ({
  ...{
    jid,
    id: String(id).padStart(24, '0'),
    creator: 'juliet@localhost',
    createdAt: 1,
    locked: false,
    archived: false,
  },
  config: { ...config, name, description, public: true },
})

const occupant = (nick: string): Occupant => ({
  ...{ nick, user: `${nick}@localhost`, role: 'participant' },
  sessions: [{ jid: `${nick}@localhost/a`, presence: '' }],
})

async function storeWith(rooms: readonly Made[]): Promise<Store> {
  const store = openSqliteStore(':memory:')
  await store.commit(
    rooms.map((room, id) => ({ kind: 'room', jid: room.jid, was: undefined, now: emptyRoom(record(room, id)) })),
  )
  const nicks = (room: Made) => Array.from({ length: room.occupants }, (_, n) => ({ room: room.jid, nick: `n${n}` }))
  await store.commit(
    rooms
      .flatMap(nicks)
      .map(({ room, nick }) => ({ kind: 'occupant', room, nick, was: undefined, now: occupant(nick) })),
  )
  return store
}

/** The rule of a search, without an index. */
function matching(rooms: readonly Made[], { words, inName, inDescription, inAddress, minOccupants }: RoomSearch) {
  const fold = (text: string) => text.normalize('NFKC').toLowerCase()
  return rooms.filter(({ jid, name, description, occupants }) => {
    const text = [inName ? name : '', inDescription ? description : '', inAddress ? jid : ''].map(fold).join('\n')
    return occupants >= minOccupants && words.flatMap(word => fold(word).split(' ')).every(word => text.includes(word))
  })
}

function ordered(rooms: readonly Made[], order: RoomsLookup['order']): string[] {
  const byAddress = (a: Made, b: Made) => Buffer.compare(Buffer.from(a.jid), Buffer.from(b.jid))
  const sorted = rooms.toSorted((a, b) => (order === 'address' ? 0 : b.occupants - a.occupants) || byAddress(a, b))
  return sorted.map(({ jid }) => jid)
}

/** All pages of a lookup, read forwards by the last item or backwards by the first. */
async function pages(store: Store, lookup: Omit<RoomsLookup, 'page'>, { max, back }: { max: number; back: boolean }) {
  let found: string[] = []
  for (let beside: string | undefined = back ? '' : undefined; ; ) {
    const page = back ? { max, before: beside ?? '' } : { max, ...(beside === undefined ? {} : { after: beside }) }
    const { rooms = [] } = (await store.lookUp({ rooms: { ...lookup, page } })).rooms ?? {}
    if (rooms.length === 0) return found
    const jids = rooms.map(({ jid }) => jid)
    found = back ? [...jids, ...found] : [...found, ...jids]
    beside = back ? rooms[0]?.id : rooms.at(-1)?.id
  }
}

t.test('a search finds the rooms that contain all words, of any length and script, and no others', async t => {
  const random = chance(7)
  const word = (most: number) =>
    Array.from({ length: 1 + random.below(most) }, () => LETTERS[random.below(LETTERS.length)] ?? 'a').join('')
  const rooms = Array.from({ length: 300 }, (_, n): Made => {
    return { jid: `${n % 3 ? 'a' : '😀'}${n}@rooms.localhost`, name: word(6), description: word(40), occupants: n % 4 }
  })
  const store = await storeWith(rooms)
  t.teardown(() => store.close())
  for (let n = 0; n < 400; n++) {
    const words = Array.from({ length: 1 + random.below(2) }, () => word(4).replaceAll(' ', '')).filter(Boolean)
    const flag = () => random.below(4) > 0
    const scope = { inName: flag(), inDescription: flag(), inAddress: flag(), minOccupants: random.below(3) }
    const [search, order] = [{ words, ...scope }, random.one<RoomsLookup['order']>('address', 'occupants')]
    const { rooms: found, count } = (await store.lookUp({ rooms: { order, search, page: { max: 500 } } })).rooms ?? {}
    const expected = ordered(matching(rooms, search), order)
    if (count !== expected.length || found?.map(({ jid }) => jid).join() !== expected.join()) {
      t.same(
        found?.map(({ jid }) => jid),
        expected,
        JSON.stringify({ search, order, count }),
      )
    }
  }
})

t.test('XEP-0059 2: the pages of a list have all rooms once, in both orders and directions, and an index', async t => {
  const rooms = Array.from({ length: 50 }, (_, n): Made => {
    return { jid: `${n % 3 ? 'a' : '😀'}${n}@rooms.localhost`, name: '', description: '', occupants: n % 4 }
  })
  const store = await storeWith(rooms)
  t.teardown(() => store.close())
  for (const order of ['address', 'occupants'] as const) {
    const expected = ordered(rooms, order)
    for (const back of [false, true]) t.same(await pages(store, { order }, { max: 7, back }), expected)
    const found = await store.lookUp({ rooms: { order, page: { max: 2, index: 9 } } })
    t.match(found, { rooms: { start: 9, count: 50, rooms: expected.slice(9, 11).map(jid => ({ jid })) } })
  }
})

t.test('XEP-0059 2.1: a search that many rooms match is not counted, and its pages have all matches', async t => {
  const rooms = Array.from({ length: MANY }, (_, n): Made => {
    return { jid: `r${n}@rooms.localhost`, name: n % 9 ? 'many' : 'few', description: '', occupants: n < 3 ? n : 0 }
  })
  const store = await storeWith(rooms)
  t.teardown(() => store.close())
  for (const [order, back] of [
    ['address', false],
    ['occupants', true],
  ] as const) {
    const search = { ...ALL, words: ['man'] }
    const { rooms: page } = await store.lookUp({ rooms: { order, search, page: { max: 5 } } })
    t.match(page, { start: 0, count: undefined })
    t.same(await pages(store, { order, search }, { max: 500, back }), ordered(matching(rooms, search), order))
  }
  const search = { ...ALL, words: ['man'] }
  const byIndex = await store.lookUp({ rooms: { order: 'address', search, page: { max: 1, index: 700 } } })
  t.match(byIndex, { rooms: { start: 700, rooms: [{ jid: ordered(matching(rooms, search), 'address')[700] }] } })
})

t.test('the event loop turns while a search reads rooms', async t => {
  const rooms = Array.from({ length: MANY }, (_, n): Made => {
    return { jid: `r${n}@rooms.localhost`, name: 'abc bcd', description: '', occupants: 0 }
  })
  const store = await storeWith(rooms)
  t.teardown(() => store.close())
  let turns = 0
  const counting = setInterval(() => turns++, 0)
  for (let n = 0; n < 5; n++) {
    // All rooms have the pieces of this word, so that the index does not help.
    const found = await store.lookUp({
      rooms: { order: 'address', search: { ...ALL, words: ['abcd'] }, page: { max: 5 } },
    })
    t.match(found, { rooms: { rooms: [], count: 0 } })
  }
  clearInterval(counting)
  t.ok(turns >= 5, `${turns} turns`)
})

t.test('XEP-0433 4.2.2: the number of occupants follows entries, new nicks, further clients and leaves', async t => {
  const room = { jid: 'verona@rooms.localhost', name: '', description: '', occupants: 0 }
  const store = await storeWith([room])
  t.teardown(() => store.close())
  const one = occupant('n')
  const two = { ...one, sessions: [...one.sessions, { jid: 'n@localhost/b', presence: '' }] }
  const changes: [string, Occupant | undefined, Occupant | undefined, number][] = [
    ['n', undefined, one, 1],
    ['n', one, two, 1],
    ['m', undefined, occupant('m'), 2],
    ['n', two, one, 2],
    ['n', one, undefined, 1],
    ['x', undefined, { ...one, nick: 'x' }, 2],
    ['m', occupant('m'), undefined, 1],
  ]
  for (const [nick, was, now, occupants] of changes) {
    await store.commit([{ kind: 'occupant', room: room.jid, nick, was, now }])
    const found = await store.lookUp({ rooms: { order: 'occupants', page: { max: 1 } } })
    t.match(found, { rooms: { rooms: [{ id: `${occupants}/${room.jid}`, occupants }] } })
  }
  const renamed = [
    { kind: 'occupant', room: room.jid, nick: 'x', was: { ...one, nick: 'x' }, now: undefined },
    { kind: 'occupant', room: room.jid, nick: 'y', was: undefined, now: { ...two, nick: 'y' } },
  ] as const
  await store.commit(renamed)
  t.match(await store.lookUp({ rooms: { order: 'occupants', page: { max: 1 } } }), {
    rooms: { rooms: [{ occupants: 1 }] },
  })
})
