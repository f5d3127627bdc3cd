import t from 'tap'
import { PostgresRunner } from '../../../src/store/postgres/runner.js'
import { openPostgresStore } from '../../../src/store/postgres/store.js'
import { loadFrom } from '../../../src/store/tables/load.js'
import { lookUpIn } from '../../../src/store/tables/look-up.js'
import { type Reading, together } from '../../../src/store/tables/statement.js'
import { tablesOfStore } from '../../../src/store/tables/tables.js'
import { placeAt } from '../../servers/postgres.js'
import { storeContract } from '../contract.js'
import { openSession, withPostgres } from './fixture.js'

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

  t.test('also where each statement is merged with another execution of it', async t => {
    storeContract(t, async t => {
      const url = await server.database({ copyOf: await template })
      const [store, session] = [await opened(url), await openSession(t, url)]
      t.teardown(() => store.close())
      const [tables, runner] = [tablesOfStore(), new PostgresRunner(session)]
      const [load, lookUp] = [loadFrom(tables), lookUpIn(tables)]
      const twice = async <T>(reading: () => Reading<T>): Promise<T> => {
        const [one, other] = await runner.read(together([reading(), reading()]))
        t.strictSame(one, other)
        return one
      }
      return { ...store, load: wanted => twice(() => load(wanted)), lookUp: lookup => twice(() => lookUp(lookup)) }
    })
  })
})
