import t from 'tap'
import { addressOf } from '../../../src/store/postgres/address.js'
import { openPostgresStore } from '../../../src/store/postgres/store.js'
import type { Store } from '../../../src/store/store.js'
import { startPostgres } from '../../servers/postgres.js'
import { storeContract } from '../contract.js'

t.test('the PostgreSQL store fulfils the contract of a store', async t => {
  const server = await startPostgres()
  if ('skip' in server) return void t.plan(0, server.skip)
  t.teardown(() => server.stop())
  // A copy of a database with tables is made faster than the tables.
  const template = await server.database()
  await (await opened(template)).close()
  storeContract(t, async t => {
    const store = await opened(await server.database({ copyOf: template }))
    t.teardown(() => store.close())
    return store
  })
})

function opened(url: string): Promise<Store> {
  const address = addressOf(url)
  if (!address) throw new Error(`no address of a database: ${url}`)
  return openPostgresStore({ address, domain: 'rooms.localhost' })
}
