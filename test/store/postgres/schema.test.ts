import t from 'tap'
import { withPostgres } from './fixture.js'
import { longAddresses } from './schema/addresses.js'
import { countedOccupants, removedGrams } from './schema/counting.js'
import { sameFunctions } from './schema/functions.js'
import { makeDatabase } from './schema/made.js'
import { migrated } from './schema/migrations.js'
import { sameTables } from './schema/tables.js'

withPostgres(t, 'the schema of PostgreSQL', (t, server) => {
  t.test('The tables of PostgreSQL', async t => {
    const made = await makeDatabase(server)
    t.teardown(() => made.close())
    await t.test('are those of SQLite', t => sameTables(t, made))
    await t.test('have functions that give the results of SQLite', t => sameFunctions(t, made))
    await t.test('have room for the longest addresses', t => longAddresses(t, made))
    await t.test('count the occupants of listed rooms', t => countedOccupants(t, made))
    await t.test('forget the grams of a room that is listed no longer', t => removedGrams(t, made))
    await t.test('are made once', t => migrated(t, server))
  })
})
