import { existsSync } from 'node:fs'
import type { Config } from '../config/config.js'
import { beginReading, withSession } from '../store/postgres/command-session.js'
import { refuseInUse } from '../store/postgres/in-use.js'
import { type Place, placeOf } from '../store/postgres/place.js'
import { openPostgresStore } from '../store/postgres/store.js'
import { openSqliteStore, openStoreBeside } from '../store/sqlite/store.js'
import type { Store } from '../store/store.js'

/** The database of PostgreSQL of a configuration; undefined if its store is one of SQLite. */
export function postgresOf({ store: { postgres } }: Config): Promise<Place | undefined> {
  return placeOf(postgres)
}

/** Opens the store of a configuration beside the service that may use it. Rejects if there is none: it makes none. */
export async function storeBeside(config: Config): Promise<Store> {
  const place = await postgresOf(config)
  if (place) {
    await withSession(place, beginReading)
    return openPostgresStore({ ...place, domain: config.xmpp.domain })
  }
  const { path } = config.store.sqlite
  if (existsSync(path)) return openStoreBeside(path)
  throw new Error(
    `There is no database at ${path} yet. Start Latchstring first; a relative path begins in its working directory.`,
  )
}

/** Opens the store of a configuration in the place of the service, and makes it if there is none. Rejects beside a service. */
export async function storeAlone(config: Config): Promise<Store> {
  const place = await postgresOf(config)
  if (place) {
    await withSession(place, refuseInUse)
    return openPostgresStore({ ...place, domain: config.xmpp.domain })
  }
  return openSqliteStore(config.store.sqlite.path)
}

/** The path with which the names of files begin that a command keeps beside the database; for PostgreSQL, where it runs. */
export function besideStore({ store: { sqlite, postgres } }: Config): string {
  return postgres.url === '' ? sqlite.path : 'latchstring'
}
