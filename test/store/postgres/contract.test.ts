import t from 'tap'
import { openPostgresStore } from '../../../src/store/postgres/store.js'
import { placeAt } from '../../servers/postgres.js'
import { storeContract } from '../contract.js'
import { withPostgres } from './fixture.js'

withPostgres(t, 'the PostgreSQL store fulfils the contract of a store', (t, server) => {
  const opened = (url: string) => openPostgresStore({ ...placeAt(url), domain: 'rooms.localhost' })
  // A copy of a database with tables is made faster than the tables.
  const template = server.database().then(async url => {
    await (await opened(url)).close()
    return url
  })
  storeContract(t, async t => {
    const store = await opened(await server.database({ copyOf: await template }))
    t.teardown(() => store.close())
    return store
  })
})
