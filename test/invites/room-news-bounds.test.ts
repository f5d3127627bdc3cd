import t from 'tap'
import { newsOfRooms } from '../../src/invites/room-news.js'
import { configureRoom } from '../../src/muc/configuration-change.js'
import { createRoom } from '../../src/muc/creation.js'
import { destroyRoom } from '../../src/muc/destroy.js'
import { Rooms } from '../../src/muc/rooms.js'
import { OpenBatch } from '../../src/open-batch.js'
import { roomsSettings } from '../settings.js'

/**
 * A room with `members` members at `localhost` and one at another server; lists the recipients of its notifications.
 */
function largeRoom(members: number) {
  const rooms = new Rooms(roomsSettings({ maxMembers: 0, defaults: { persistent: true } }))
  let ids = 0
  const batch = new OpenBatch(rooms, { at: 0, newId: () => String(++ids).padStart(32, '0') })
  const config = rooms.settings.defaults
  const made = { jid: 'r@rooms.localhost', creator: 'owner@elsewhere.example', config, locked: false }
  const room = createRoom({ batch, rooms }, made)
  const now = { affiliation: 'member', reason: '', since: 0, nick: '', visited: 0 } as const
  for (let n = 0; n < members; n++) {
    batch.change({ kind: 'affiliation', room: made.jid, user: `m${n}@localhost`, was: undefined, now })
  }
  const context = { batch, rooms, room, capabilities: [newsOfRooms], found: {} }
  const recipients = () => batch.outgoing.splice(0).flatMap(({ to }) => to)
  return { context, recipients }
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
