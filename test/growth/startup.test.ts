import { join } from 'node:path'
import { pino } from 'pino'
import t, { type Test } from 'tap'
import { startLatchstring } from '../../src/app/latchstring.js'
import { embeddedConfig } from '../../src/config/config.js'
import { signIn } from '../../src/demo/sign-in.js'
import { attr } from '../../src/stanza/element.js'
import { openSqliteStore } from '../../src/store/sqlite/store.js'
import type { Store } from '../../src/store/store.js'
import { startDevStage } from '../scenario/dev-stage.js'
import { DOMAIN } from './harness.js'
import { occupiedRooms } from './occupied-rooms.js'

const ROOMS = 3000
/** Rooms read, and stanzas sent, at a time. */
const STEP = 500

/** Starts a Latchstring on the database and records what it reads. `looked` resolves when all occupants were probed. */
async function started(t: Test, path: string, { componentPort, secret }: { componentPort: number; secret: string }) {
  const sqlite = openSqliteStore(path)
  const read = { rooms: 0, steps: [] as number[] }
  let end: () => void = () => undefined
  const looked = new Promise<void>(resolve => {
    end = resolve
  })
  const store: Store = {
    ...sqlite,
    load: async wanted => {
      const loaded = await sqlite.load(wanted)
      read.rooms += loaded.rooms.length
      return loaded
    },
    lookUp: async lookup => {
      const found = await sqlite.lookUp(lookup)
      if (found.occupantsAfter) read.steps.push(found.occupantsAfter.length)
      if (found.occupantsAfter?.length === 0) end()
      return found
    },
  }
  const config = embeddedConfig({
    xmpp: { service: `xmpp://127.0.0.1:${componentPort}`, domain: DOMAIN, secret },
    auth: { jwt: { secret: 'x'.repeat(32) } },
    http: { port: 0 },
  })
  const latchstring = await startLatchstring(config, pino({ level: 'silent' }), { store })
  t.teardown(() => latchstring.stop())
  return { latchstring, read, looked, store }
}

t.test('a start probes all occupants, 500 at a time, and reads no room for it', async t => {
  const path = join(t.testdir(), 'rooms.sqlite')
  await occupiedRooms(
    path,
    Array.from({ length: ROOMS }, () => 'romeo@localhost/balcony'),
  )
  const { server, stop } = await startDevStage()
  t.teardown(stop)
  let received = 0
  const account = { port: server.clientPort, domain: server.domain, user: 'romeo', password: 'secret' }
  const romeo = await signIn({ ...account, resource: 'balcony' }, stanza => {
    if (attr(stanza, 'type') === 'groupchat' && stanza.getChildElements().length === 0) received++
  })
  t.teardown(() => romeo.stop())
  const { latchstring, read, looked } = await started(t, path, server)
  await looked
  await latchstring.tick()
  t.same(read, { rooms: 0, steps: [...Array.from({ length: ROOMS / STEP }, () => STEP), 0] })
  while (received < ROOMS) await new Promise(resolve => setImmediate(resolve))
  t.equal(received, ROOMS, 'one probe per room')
})

t.test('unreachable occupants are removed from all rooms after a start', async t => {
  const path = join(t.testdir(), 'rooms.sqlite')
  await occupiedRooms(
    path,
    Array.from({ length: ROOMS }, (_, n) => `nobody${n}@localhost/a`),
  )
  const { server, stop } = await startDevStage()
  t.teardown(stop)
  const { store } = await started(t, path, server)
  const occupied = async () => (await store.lookUp({ occupied: { after: '', most: 1 } })).occupied ?? []
  while ((await occupied()).length > 0) await new Promise(resolve => setImmediate(resolve))
  t.same(await occupied(), [])
})
