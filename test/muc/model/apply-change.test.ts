import t from 'tap'
import { emptyRoom, type Room } from '../../../src/muc/model/room.js'
import type { State } from '../../../src/muc/model/state.js'
import { applyChange } from '../../../src/state/apply-change.js'
import { createState } from '../../../src/state/state.js'
import { historyMessage } from '../../history-message.js'
import { roomsSettings } from '../../settings.js'

const jid = 'verona@rooms.localhost'

function roomIn({ rooms, settings }: State): Room {
  const record = { jid, id: '0123', creator: 'romeo@localhost', createdAt: 0, locked: false, archived: false }
  const room = emptyRoom({ ...record, config: settings.defaults })
  rooms.put(room)
  return room
}

function stored(id: string, at: number) {
  return { kind: 'history', room: jid, was: undefined, now: historyMessage({ id, at }) } as const
}

const settings = roomsSettings({ defaults: { historyLength: 3 } })

t.test('reverting a batch restores the history, whatever the number of its messages', async t => {
  const state = createState(settings)
  const room = roomIn(state)
  for (const at of [1, 2, 3, 4]) applyChange(state, stored(`m${at}`, at), 'now')
  const batch = Array.from({ length: 40 }, (_, i) => stored(`n${i}`, 5))
  for (const change of batch) applyChange(state, change, 'now')
  t.same(
    room.history.slice(-3).map(({ id }) => id),
    ['n37', 'n38', 'n39'],
  )
  for (const change of batch.reverse()) applyChange(state, change, 'was')
  t.same(
    room.history.slice(-3).map(({ id }) => id),
    ['m2', 'm3', 'm4'],
  )
})

t.test('a room in memory holds at most about twice its history length', async t => {
  const state = createState(settings)
  const room = roomIn(state)
  for (let at = 1; at <= 1000; at++) applyChange(state, stored(`m${at}`, at), 'now')
  t.ok(room.history.length <= 2 * 3 + 1)
  t.equal(room.history.at(-1)?.id, 'm1000')
})

t.test('messages that all have one time do not fill memory', async t => {
  const state = createState(settings)
  const room = roomIn(state)
  for (let n = 1; n <= 20_000; n++) applyChange(state, stored(`m${n}`, 1), 'now')
  t.ok(room.history.length < 7000)
  t.equal(room.history.at(-1)?.id, 'm20000')
})

t.test('a tombstone replaces the message in the history, and reverting restores it', async t => {
  const state = createState(settings)
  const room = roomIn(state)
  for (const at of [1, 2, 3]) applyChange(state, stored(`m${at}`, at), 'now')
  const before = [...room.history]
  const now = historyMessage({ id: 'm2', at: 2, stanza: '<message><retracted/></message>' })
  const retraction = { kind: 'history', room: jid, was: historyMessage({ id: 'm2', at: 2 }), now } as const
  applyChange(state, retraction, 'now')
  t.same(room.history, [before[0], now, before[2]])
  applyChange(state, retraction, 'was')
  t.same(room.history, before)
})

t.test('messages not shown to newcomers are not kept in memory', async t => {
  const state = createState(settings)
  const room = roomIn(state)
  applyChange(state, stored('m1', 1), 'now')
  const change = { ...stored('m2', 2), now: historyMessage({ id: 'm2', shown: false, archived: true }) }
  for (const side of ['now', 'was'] as const) {
    applyChange(state, change, side)
    t.same(
      room.history.map(({ id }) => id),
      ['m1'],
    )
  }
})
