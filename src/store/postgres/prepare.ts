import { withSession } from './command-session.js'
import { migrate } from './migrate.js'
import type { Place } from './place.js'
import type { Session } from './session.js'

/** The oldest version that has all that the statements use, as PostgreSQL counts it. */
const OLDEST = 140_000

type Facts = { version: number; encoding: string; fsync: string; mayMake: number }

/**
 * Checks a database before the service uses it, and makes or migrates its tables. Rejects and changes nothing if it cannot be
 * used; the message says what to change.
 */
export function prepareDatabase({ domain, ...place }: Place & { readonly domain: string }): Promise<void> {
  return withSession(place, session => prepareIn(session, domain))
}

/** Does the same over a session that is open. */
export async function prepareIn(session: Session, domain: string): Promise<void> {
  await refuseUnfit(session)
  await migrate(session, domain)
}

async function refuseUnfit(session: Session): Promise<void> {
  const { rows } = await session.query({
    text: `select current_setting('server_version_num')::int as version, current_setting('server_encoding') as encoding,
      current_setting('fsync') as fsync,
      coalesce(has_schema_privilege(current_schema()::text, 'create'), false) as "mayMake"`,
  })
  const [{ version, encoding, fsync, mayMake }] = rows as [Facts]
  if (version < OLDEST) refuse(`is PostgreSQL ${Math.floor(version / 10_000)}`, 'Use PostgreSQL 14 or later')
  if (encoding !== 'UTF8') refuse(`has the encoding ${encoding}`, "Make one with: create database ... encoding 'UTF8'")
  if (fsync !== 'on') refuse('may lose what it has acknowledged (fsync = off)', 'Set fsync = on in postgresql.conf')
  if (mayMake !== 1) {
    refuse('lets its user make no tables', 'Make the user its owner: alter database ... owner to ...')
  }
}

function refuse(fault: string, change: string): never {
  throw new Error(`The database (store.postgres.url) ${fault}. Nothing was changed. ${change}.`)
}
