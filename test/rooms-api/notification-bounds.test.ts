import t from 'tap'
import { configureRoom } from '../../src/muc/operations/configure-room.js'
import { createRoom } from '../../src/muc/operations/create-room.js'
import { destroyRoom } from '../../src/muc/operations/destroy-room.js'
import { roomNotifications } from '../../src/rooms-api/room-notifications.js'
import { OpenBatch } from '../../src/service/open-batch.js'
import { createState } from '../../src/state/state.js'
import { roomsSettings } from '../settings.js'

/**
 * A room with `members` members at `localhost` and one at another server; lists the recipients of its notifications.
 */
function largeRoom(members: number) {
  const state = createState(roomsSettings({ maxMembers: 0, defaults: { persistent: true } }))
  let ids = 0
  const batch = new OpenBatch(state, { at: 0, newId: () => String(++ids).padStart(32, '0') })
  const config = state.settings.defaults
  const made = { jid: 'r@rooms.localhost', creator: 'owner@elsewhere.example', config, locked: false }
  const context = { ...state, batch, capabilities: [roomNotifications], found: {} }
  const room = createRoom(context, made)
  const now = { affiliation: 'member', reason: '', since: 0, nick: '', visited: 0 } as const
  for (let n = 0; n < members; n++) {
    batch.change({ kind: 'affiliation', room: made.jid, user: `m${n}@localhost`, was: undefined, now })
  }
  const recipients = () => batch.outgoing.splice(0).flatMap(({ to }) => to)
  return { context: { ...context, room }, recipients }
}

t.test('notifications of a room go only to users of its own server', async t => {
  const { context, recipients } = largeRoom(2)
  const { record } = context.room
  configureRoom(context, { now: { ...record, config: { ...record.config, name: 'Verona' } } })
  t.strictSame(recipients(), ['m0@localhost', 'm1@localhost'])
  destroyRoom(context, {})
  t.strictSame(recipients(), ['m0@localhost', 'm1@localhost'])
})

t.test('a very large room does not notify all of its members', async t => {
  const { context, recipients } = largeRoom(5001)
  const { record } = context.room
  configureRoom(context, { now: { ...record, config: { ...record.config, name: 'Verona' } } })
  t.equal(recipients().length, 5000)
  destroyRoom(context, {})
  t.equal(recipients().length, 5000)
})
