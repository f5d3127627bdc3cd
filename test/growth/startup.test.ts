import { join } from 'node:path'
import { pino } from 'pino'
import t from 'tap'
import { embeddedConfig } from '../../src/config.js'
import { startLatchstring } from '../../src/latchstring.js'
import { openSqliteStore } from '../../src/store/sqlite/store.js'
import { startDevStage } from '../scenario/dev-stage.js'
import { DOMAIN, stand } from './stand.js'

const ROOMS = 3000

t.test('a start reads no room, neither those that nobody is in nor those with occupants', async t => {
  const path = join(t.testdir(), 'rooms.sqlite')
  const before = stand({ path })
  for (let n = 0; n < ROOMS; n++) {
    const enters = `<x xmlns='http://jabber.org/protocol/muc'/>`
    before.receives(`<presence from='u${n}@localhost/a' to='room${n}@${DOMAIN}/n'>${enters}</presence>`)
  }
  await before.stop()
  const stage = await startDevStage()
  t.teardown(() => stage.stop())
  const { componentPort, secret } = stage.server
  const sqlite = openSqliteStore(path)
  let rooms = 0
  const load: typeof sqlite.load = async wanted => {
    const loaded = await sqlite.load(wanted)
    rooms += loaded.rooms.length
    return loaded
  }
  const config = embeddedConfig({
    xmpp: { service: `xmpp://127.0.0.1:${componentPort}`, domain: DOMAIN, secret },
    auth: { jwt: { secret: 'x'.repeat(32) } },
    http: { port: 0 },
  })
  const latchstring = await startLatchstring(config, pino({ level: 'silent' }), { store: { ...sqlite, load } })
  await latchstring.linked()
  await latchstring.tick()
  await latchstring.stop()
  t.equal(rooms, 0)
  const after = stand({ path })
  t.teardown(() => after.stop())
  const jid = `room${ROOMS - 1}@${DOMAIN}`
  t.equal(await after.service.run({ room: jid }, turn => turn.rooms.get(jid)?.occupants.size), 1, 'they were there')
})
