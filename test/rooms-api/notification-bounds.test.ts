import t from 'tap'
import { configureRoom } from '../../src/muc/operations/configure-room.js'
import { createRoom } from '../../src/muc/operations/create-room.js'
import { destroyRoom } from '../../src/muc/operations/destroy-room.js'
import { newsOfRooms } from '../../src/rooms-api/room-notifications.js'
import { OpenBatch } from '../../src/service/open-batch.js'
import { createState } from '../../src/state/state.js'
import { roomsSettings } from '../settings.js'

/** A room of so many members of `localhost` and one of another server; tells who hears the news of it. */
function largeRoom(members: number) {
  const state = createState(roomsSettings({ maxMembers: 0, defaults: { persistent: true } }))
  let ids = 0
  const batch = new OpenBatch(state, { at: 0, newId: () => String(++ids).padStart(32, '0') })
  const config = state.settings.defaults
  const made = { jid: 'r@rooms.localhost', creator: 'owner@elsewhere.example', config, locked: false }
  const context = { ...state, batch, capabilities: [newsOfRooms], found: {} }
  const room = createRoom(context, made)
  const now = { affiliation: 'member', reason: '', since: 0, nick: '', visited: 0 } as const
  for (let n = 0; n < members; n++) {
    batch.change({ kind: 'affiliation', room: made.jid, user: `m${n}@localhost`, was: undefined, now })
  }
  const told = () => batch.outgoing.splice(0).flatMap(({ to }) => to)
  return { context: { ...context, room }, told }
}

t.test('the news of a room go to people of the server alone', async t => {
  const { context, told } = largeRoom(2)
  const { record } = context.room
  configureRoom(context, { now: { ...record, config: { ...record.config, name: 'Verona' } } })
  t.strictSame(told(), ['m0@localhost', 'm1@localhost'])
  destroyRoom(context, {})
  t.strictSame(told(), ['m0@localhost', 'm1@localhost'])
})

t.test('in a very large room not everybody hears the news', async t => {
  const { context, told } = largeRoom(5001)
  const { record } = context.room
  configureRoom(context, { now: { ...record, config: { ...record.config, name: 'Verona' } } })
  t.equal(told().length, 5000)
  destroyRoom(context, {})
  t.equal(told().length, 5000)
})
