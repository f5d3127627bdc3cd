import { randomBytes } from 'node:crypto'
import type { ClientBase } from 'pg'
import { TODAY } from './schema/today.js'

/** A step to the next version of the tables. */
export type Migration = {
  readonly sql: string
  /** The lowest version that a Latchstring may know to use these tables, so that instances can be replaced one by one. */
  readonly least: number
}

/** The version of SQLite's tables with which the store for PostgreSQL began. */
const FIRST = 48

/** All migrations in order, the first to `FIRST`. A released migration never changes: append a new one instead. */
export const MIGRATIONS: readonly Migration[] = [{ sql: TODAY, least: FIRST }]

/** The version of databases that this Latchstring writes. */
export const LATEST = FIRST + MIGRATIONS.length - 1

/** Instances migrate one after the other, under this lock of the database. The number is any that others hardly use. */
const LOCK = '7814710077892485492'

/** The key of an installation has so many bytes. */
const KEY_LENGTH = 32

type Versions = { readonly version: number; readonly least: number }

/**
 * Makes the tables of a new database, or applies the missing migrations, each in its own transaction, so that an interrupted one
 * has no effect. Several instances may do so at once. The database keeps `domain`, that of the service. Rejects and changes
 * nothing if the database is of another program or domain, or of a later version. The message says what to do.
 */
export async function migrate(client: ClientBase, domain: string, migrations = MIGRATIONS): Promise<void> {
  const latest = FIRST + migrations.length - 1
  for (let reached = 0; reached < latest; ) {
    await client.query('begin')
    try {
      await client.query('select pg_advisory_xact_lock($1)', [LOCK])
      reached = await step(client, domain, migrations)
      await client.query('commit')
    } catch (error) {
      await client.query('rollback').catch(() => undefined)
      throw error
    }
  }
}

/** Applies the next migration, if any is missing. Resolves with the version that the database has then. */
async function step(client: ClientBase, domain: string, migrations: readonly Migration[]): Promise<number> {
  const latest = FIRST + migrations.length - 1
  const { version, least } = await versionsOf(client)
  if (version === 0) await refuseTables(client)
  else await refuseOtherDomain(client, domain)
  refuseLater({ version, least }, latest)
  const next = version === 0 ? FIRST : version + 1
  const migration = migrations[next - FIRST]
  if (!migration) return version
  await client.query(migration.sql)
  if (version === 0) await begin(client, domain)
  await client.query('update schema_version set version = $1, least = $2', [next, migration.least])
  return next
}

/** Version 0 stands for a database without tables of Latchstring. */
async function versionsOf(client: ClientBase): Promise<Versions> {
  const none = { version: 0, least: 0 }
  const { rows: known } = await client.query<{ isThere: boolean }>(
    `select to_regclass('schema_version') is not null as "isThere"`,
  )
  if (!known[0]?.isThere) return none
  const { rows } = await client.query<Versions>('select version, least from schema_version')
  return rows[0] ?? none
}

/** What only the first migration writes: a key that no other installation has, and the domain. */
async function begin(client: ClientBase, domain: string): Promise<void> {
  await client.query('create table schema_version (version integer not null, least integer not null)')
  await client.query('insert into schema_version (version, least) values (0, 0)')
  await client.query('insert into installation ("only", key, domain) values (1, $1, $2)', [
    randomBytes(KEY_LENGTH),
    domain,
  ])
}

async function refuseTables(client: ClientBase): Promise<void> {
  const { rows } = await client.query<{ relname: string }>(
    "select relname from pg_class where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p', 'v', 'm') limit 1",
  )
  const [table] = rows
  if (!table) return
  throw new Error(
    `The database has tables of another program, such as ${table.relname}. Nothing was changed. Make an empty database for ` +
      'Latchstring and configure it (store.postgres.url).',
  )
}

async function refuseOtherDomain(client: ClientBase, domain: string): Promise<void> {
  const { rows } = await client.query<{ domain: string }>('select domain from installation')
  const [installation] = rows
  if (installation?.domain === domain) return
  throw new Error(
    `The database belongs to the service ${installation?.domain}, and not to ${domain}. Nothing was changed. Configure the ` +
      'database of this service (store.postgres.url), or its domain (xmpp.domain).',
  )
}

/** Throws if the tables may have another meaning than this Latchstring knows. */
function refuseLater({ version, least }: Versions, latest: number): void {
  if (least <= latest) return
  throw new Error(
    `The database has version ${version}, but this Latchstring knows versions up to ${latest}. Nothing was changed. Start the ` +
      'newer Latchstring that wrote it.',
  )
}
