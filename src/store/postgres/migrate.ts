import { randomBytes } from 'node:crypto'
import { TODAY } from './schema/today.js'
import type { Session } from './session.js'

/** What a migration needs of a session. */
type Migrated = Pick<Session, 'query'>

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

/** The length of the key of an installation, in bytes. */
const KEY_LENGTH = 32

type Versions = { readonly version: number; readonly least: number }

/**
 * Makes the tables of a new database, or applies the missing migrations, each in its own transaction, so that an interrupted one
 * has no effect. Several instances may do so at once. The database keeps `domain`, that of the service. Rejects and changes
 * nothing if the database is of another program or domain, or of a later version. The message says what to do.
 */
export async function migrate(session: Migrated, domain: string, migrations = MIGRATIONS): Promise<void> {
  const latest = FIRST + migrations.length - 1
  for (let reached = 0; reached < latest; ) {
    await session.query({ text: 'begin' })
    try {
      await session.query({ text: 'select pg_advisory_xact_lock($1)', values: [LOCK] })
      reached = await step(session, domain, migrations)
      await session.query({ text: 'commit' })
    } catch (error) {
      await session.query({ text: 'rollback' }).catch(() => undefined)
      throw error
    }
  }
}

/** Applies the next migration, if any is missing. Resolves with the version that the database has then. */
async function step(session: Migrated, domain: string, migrations: readonly Migration[]): Promise<number> {
  const latest = FIRST + migrations.length - 1
  const { version, least } = await versionsOf(session)
  if (version === 0) await refuseTables(session)
  else await refuseOtherDomain(session, domain)
  refuseLater({ version, least }, latest)
  const next = version === 0 ? FIRST : version + 1
  const migration = migrations[next - FIRST]
  if (!migration) return version
  await session.query({ text: migration.sql })
  if (version === 0) await begin(session, domain)
  await session.query({ text: 'update schema_version set version = $1, least = $2', values: [next, migration.least] })
  return next
}

/** Version 0 stands for a database without tables of Latchstring. */
async function versionsOf(session: Migrated): Promise<Versions> {
  const none = { version: 0, least: 0 }
  const { rows: known } = await session.query({ text: "select 1 where to_regclass('schema_version') is not null" })
  if (known.length === 0) return none
  const { rows } = await session.query({ text: 'select version, least from schema_version' })
  const [versions] = rows as Versions[]
  return versions ?? none
}

/** What only the first migration writes: a key that no other installation has, and the domain. */
async function begin(session: Migrated, domain: string): Promise<void> {
  await session.query({ text: 'create table schema_version (version integer not null, least integer not null)' })
  await session.query({ text: 'insert into schema_version (version, least) values (0, 0)' })
  await session.query({
    text: 'insert into installation ("only", key, domain) values (1, $1, $2)',
    values: [randomBytes(KEY_LENGTH), domain],
  })
}

async function refuseTables(session: Migrated): Promise<void> {
  const { rows } = await session.query({
    text: "select relname from pg_class where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p', 'v', 'm') limit 1",
  })
  const [table] = rows as { relname: string }[]
  if (!table) return
  throw new Error(
    `The database has tables of another program, such as ${table.relname}. Nothing was changed. Make an empty database for ` +
      'Latchstring and configure it (store.postgres.url).',
  )
}

async function refuseOtherDomain(session: Migrated, domain: string): Promise<void> {
  const { rows } = await session.query({ text: 'select domain from installation' })
  const [installation] = rows as { domain: string }[]
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
