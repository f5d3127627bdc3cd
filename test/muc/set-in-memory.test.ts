import t from 'tap'
import { emptyRoom, type Room } from '../../src/muc/room.js'
import { Rooms } from '../../src/muc/rooms.js'
import { setInMemory } from '../../src/muc/set-in-memory.js'
import { historyMessage } from '../history-message.js'
import { roomsSettings } from '../settings.js'

const jid = 'verona@rooms.localhost'

function roomIn(rooms: Rooms): Room {
  const record = { jid, id: '0123', creator: 'romeo@localhost', createdAt: 0, locked: false, archived: false }
  const room = emptyRoom({ ...record, config: rooms.settings.defaults })
  rooms.put(room)
  return room
}

function stored(id: string, at: number) {
  return { kind: 'history', room: jid, was: undefined, now: historyMessage({ id, at }) } as const
}

const settings = roomsSettings({ defaults: { historyLength: 3 } })

t.test('reverting a batch restores the history, whatever the number of its messages', async t => {
  const rooms = new Rooms(settings)
  const room = roomIn(rooms)
  for (const at of [1, 2, 3, 4]) setInMemory(rooms, stored(`m${at}`, at), 'now')
  const batch = Array.from({ length: 40 }, (_, i) => stored(`n${i}`, 5))
  for (const change of batch) setInMemory(rooms, change, 'now')
  t.same(
    room.history.slice(-3).map(({ id }) => id),
    ['n37', 'n38', 'n39'],
  )
  for (const change of batch.reverse()) setInMemory(rooms, change, 'was')
  t.same(
    room.history.slice(-3).map(({ id }) => id),
    ['m2', 'm3', 'm4'],
  )
})

t.test('a room in memory holds at most about twice its history length', async t => {
  const rooms = new Rooms(settings)
  const room = roomIn(rooms)
  for (let at = 1; at <= 1000; at++) setInMemory(rooms, stored(`m${at}`, at), 'now')
  t.ok(room.history.length <= 2 * 3 + 1)
  t.equal(room.history.at(-1)?.id, 'm1000')
})

t.test('a tombstone replaces the message in the history, and reverting restores it', async t => {
  const rooms = new Rooms(settings)
  const room = roomIn(rooms)
  for (const at of [1, 2, 3]) setInMemory(rooms, stored(`m${at}`, at), 'now')
  const before = [...room.history]
  const now = historyMessage({ id: 'm2', at: 2, stanza: '<message><retracted/></message>' })
  const retraction = { kind: 'history', room: jid, was: historyMessage({ id: 'm2', at: 2 }), now } as const
  setInMemory(rooms, retraction, 'now')
  t.same(room.history, [before[0], now, before[2]])
  setInMemory(rooms, retraction, 'was')
  t.same(room.history, before)
})

t.test('messages not shown to newcomers are not kept in memory', async t => {
  const rooms = new Rooms(settings)
  const room = roomIn(rooms)
  setInMemory(rooms, stored('m1', 1), 'now')
  const change = { ...stored('m2', 2), now: historyMessage({ id: 'm2', shown: false, archived: true }) }
  for (const side of ['now', 'was'] as const) {
    setInMemory(rooms, change, side)
    t.same(
      room.history.map(({ id }) => id),
      ['m1'],
    )
  }
})
