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

function said(id: string, at: number) {
  return { kind: 'history', room: jid, was: undefined, now: historyMessage({ id, at }) } as const
}

const settings = roomsSettings({ defaults: { historyLength: 3 } })

t.test('a batch that is taken back leaves the history as it was, however much was said in it', async t => {
  const state = createState(settings)
  const room = roomIn(state)
  for (const at of [1, 2, 3, 4]) applyChange(state, said(`m${at}`, at), 'now')
  const batch = Array.from({ length: 40 }, (_, i) => said(`n${i}`, 5))
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

t.test('a room in memory holds about twice the history that it shows', async t => {
  const state = createState(settings)
  const room = roomIn(state)
  for (let at = 1; at <= 1000; at++) applyChange(state, said(`m${at}`, at), 'now')
  t.ok(room.history.length <= 2 * 3 + 1)
  t.equal(room.history.at(-1)?.id, 'm1000')
})

t.test('a tombstone takes the place of the message that is shown, and gives it back', async t => {
  const state = createState(settings)
  const room = roomIn(state)
  for (const at of [1, 2, 3]) applyChange(state, said(`m${at}`, at), 'now')
  const before = [...room.history]
  const now = historyMessage({ id: 'm2', at: 2, stanza: '<message><retracted/></message>' })
  const burial = { kind: 'history', room: jid, was: historyMessage({ id: 'm2', at: 2 }), now } as const
  applyChange(state, burial, 'now')
  t.same(room.history, [before[0], now, before[2]])
  applyChange(state, burial, 'was')
  t.same(room.history, before)
})

t.test('what newcomers do not get has no place in memory', async t => {
  const state = createState(settings)
  const room = roomIn(state)
  applyChange(state, said('m1', 1), 'now')
  const change = { ...said('m2', 2), now: historyMessage({ id: 'm2', shown: false, archived: true }) }
  for (const side of ['now', 'was'] as const) {
    applyChange(state, change, side)
    t.same(
      room.history.map(({ id }) => id),
      ['m1'],
    )
  }
})
