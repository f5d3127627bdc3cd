import { join } from 'node:path'
import { pino } from 'pino'
import t, { type Test } from 'tap'
import { startLatchstring } from '../../src/app/latchstring.js'
import { embeddedConfig } from '../../src/config/config.js'
import { signIn } from '../../src/demo/sign-in.js'
import { openSqliteStore } from '../../src/store/sqlite/store.js'
import type { Store, StoredChange } from '../../src/store/store.js'
import { startDevStage } from '../scenario/dev-stage.js'
import { DOMAIN } from './harness.js'
import { occupiedRooms } from './occupied-rooms.js'

const ROOMS = 1200
/** Rooms emptied at a time. */
const STEP = 500

/**
 * Stops a Latchstring with `emptyAtStop` while a user is in many rooms. Returns how many rooms each step reads, and how
 * many rooms are still occupied.
 */
async function emptied(t: Test, commit: (store: Store, changes: readonly StoredChange[]) => Promise<void>) {
  const path = join(t.testdir(), 'rooms.sqlite')
  await occupiedRooms(
    path,
    Array.from({ length: ROOMS }, () => 'romeo@localhost/balcony'),
  )
  const { server, stop } = await startDevStage()
  t.teardown(stop)
  // The occupant must be online: otherwise the liveness check would remove it before the stop.
  const account = { port: server.clientPort, domain: server.domain, user: 'romeo', password: 'secret' }
  const romeo = await signIn({ ...account, resource: 'balcony' }, () => undefined)
  t.teardown(() => romeo.stop())
  const sqlite = openSqliteStore(path)
  const steps: number[] = []
  const store: Store = {
    ...sqlite,
    commit: changes => commit(sqlite, changes),
    lookUp: async lookup => {
      const found = await sqlite.lookUp(lookup)
      if (found.occupied) steps.push(found.occupied.length)
      return found
    },
  }
  const config = embeddedConfig({
    xmpp: { service: `xmpp://127.0.0.1:${server.componentPort}`, domain: DOMAIN, secret: server.secret },
    auth: { jwt: { secret: 'x'.repeat(32) } },
    http: { port: 0 },
    rooms: { emptyAtStop: true },
  })
  const latchstring = await startLatchstring(config, pino({ level: 'silent' }), { store })
  await latchstring.stop()
  const after = openSqliteStore(path)
  t.teardown(() => after.close())
  const { occupied = [] } = await after.lookUp({ occupied: { after: '', most: 2 * ROOMS } })
  return { steps, occupied: occupied.length }
}

t.test('11.2: a stop with emptyAtStop empties all rooms, 500 at a time', async t => {
  const { steps, occupied } = await emptied(t, (store, changes) => store.commit(changes))
  t.same({ steps, occupied }, { steps: [STEP, STEP, ROOMS - 2 * STEP, 0], occupied: 0 })
})

t.test('11.2: a stop ends the emptying when the store fails', async t => {
  let failed = 0
  const { steps, occupied } = await emptied(t, async (store, changes) => {
    if (changes.every(({ kind }) => kind !== 'occupant')) return store.commit(changes)
    failed++
    throw new Error('the disk is full')
  })
  // A step is three batches.
  t.same({ steps, failed, occupied }, { steps: [STEP], failed: 3, occupied: ROOMS })
})
