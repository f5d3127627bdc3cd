import type { Test } from 'tap'
import { MIGRATIONS, type Migration, migrate } from '../../../../src/store/postgres/migrate.js'
import { LATEST } from '../../../../src/store/sqlite/migrate.js'
import type { Postgres } from '../../../servers/postgres.js'
import { DOMAIN, openEmpty } from './made.js'

const STATE = 'select row_to_json(schema_version)::text from schema_version'

/** A database gets its tables once, and belongs to one service and to releases that know its version. */
export async function migrated(t: Test, server: Postgres): Promise<void> {
  const url = await server.database()
  const [made, other] = [await openEmpty(server, url), await openEmpty(server, url)]
  t.teardown(() => Promise.all([made.close(), other.close()]))
  const later: Migration = { sql: 'alter table room add column later text', least: LATEST }
  const removing: Migration = { sql: 'alter table room drop column later', least: LATEST + 1 }

  t.test('by two instances at once, with the version of SQLite and a key of its own', async t => {
    await Promise.all([migrate(made.client, DOMAIN), migrate(other.client, DOMAIN)])
    t.strictSame(await made.read(STATE), [JSON.stringify({ version: LATEST, least: LATEST })])
    t.strictSame(await made.read('select domain from installation where octet_length(key) = 32'), [DOMAIN])
  })

  t.test('and further ones, of which a failed one changes nothing', async t => {
    const failing = { sql: 'create table half (a text); select 1 / 0', least: LATEST }
    await t.rejects(migrate(made.client, DOMAIN, [...MIGRATIONS, later, failing]), /division by zero/)
    t.strictSame(await made.read("select to_regclass('half')"), [null])
    t.strictSame(await made.read(STATE), [JSON.stringify({ version: LATEST + 1, least: LATEST })])
  })

  t.test('A release goes on with later tables until they have another meaning', async t => {
    await migrate(made.client, DOMAIN)
    await migrate(other.client, DOMAIN, [...MIGRATIONS, later, removing])
    await t.rejects(migrate(made.client, DOMAIN), {
      message: new RegExp(`has version ${LATEST + 2}, but this Latchstring knows versions up to ${LATEST}`),
    })
  })

  t.test('The database of another service or program is refused', async t => {
    await t.rejects(
      migrate(made.client, 'chat.localhost', [...MIGRATIONS, later, removing]),
      /belongs to the service rooms\.localhost/,
    )
    const foreign = await openEmpty(server)
    t.teardown(() => foreign.close())
    await foreign.read('create table customer (name text)')
    await t.rejects(migrate(foreign.client, DOMAIN), /tables of another program, such as customer/)
    t.strictSame(await foreign.read("select to_regclass('room')"), [null])
  })
}
