import t from 'tap'
import { configureRoom } from '../../src/muc/operations/configure-room.js'
import { createRoom } from '../../src/muc/operations/create-room.js'
import { destroyRoom } from '../../src/muc/operations/destroy-room.js'
import type { NewsSettings } from '../../src/rooms-api/facts.js'
import { roomNotifications } from '../../src/rooms-api/room-notifications.js'
import { OpenBatch } from '../../src/service/open-batch.js'
import { createState } from '../../src/state/state.js'
import { roomsSettings } from '../settings.js'

/**
 * A room with `members` members at `localhost` and one at another server; lists the recipients of its notifications.
 */
function largeRoom(members: number, { news }: NewsSettings) {
  const state = createState({ ...roomsSettings({ maxMembers: 0, defaults: { persistent: true } }), news })
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
  const uses = (user: string) => batch.change({ kind: 'family-client', user, was: undefined, now: 0 })
  const recipients = () => batch.outgoing.splice(0).flatMap(({ to }) => to)
  const rename = (name: string) => {
    const { record } = room
    configureRoom({ ...context, room }, { now: { ...record, config: { ...record.config, name } } })
  }
  return { context: { ...context, room }, uses, rename, recipients }
}

t.test('news go only to people who use a client of the family, wherever their account is', async t => {
  const { context, uses, rename, recipients } = largeRoom(3, { news: 'clients' })
  rename('Verona')
  t.strictSame(recipients(), [])
  uses('owner@elsewhere.example')
  uses('m1@localhost')
  uses('stranger@localhost')
  rename('Mantua')
  t.strictSame(recipients().sort(), ['m1@localhost', 'owner@elsewhere.example'])
  destroyRoom(context, {})
  t.strictSame(recipients().sort(), ['m1@localhost', 'owner@elsewhere.example'])
})

t.test('with http.news everyone, news of a room go only to users of its own server', async t => {
  const { context, rename, recipients } = largeRoom(2, { news: 'everyone' })
  rename('Verona')
  t.strictSame(recipients(), ['m0@localhost', 'm1@localhost'])
  destroyRoom(context, {})
  t.strictSame(recipients(), ['m0@localhost', 'm1@localhost'])
})

t.test('with http.news off, no one gets news', async t => {
  const { context, uses, rename, recipients } = largeRoom(2, { news: 'off' })
  uses('m1@localhost')
  rename('Verona')
  destroyRoom(context, {})
  t.strictSame(recipients(), [])
})

t.test('a very large room does not notify all of its members', async t => {
  const { context, rename, recipients } = largeRoom(5001, { news: 'everyone' })
  rename('Verona')
  t.equal(recipients().length, 5000)
  destroyRoom(context, {})
  t.equal(recipients().length, 5000)
})
