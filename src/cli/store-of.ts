import { readFile } from 'node:fs/promises'
import type { Config } from '../config/config.js'
import { addressOf } from '../store/postgres/address.js'
import type { Place } from '../store/postgres/command-session.js'

/** The database of PostgreSQL of a configuration; undefined if its store is one of SQLite. */
export async function postgresOf({ store: { postgres } }: Config): Promise<Place | undefined> {
  const address = addressOf(postgres.url)
  if (!address) return undefined
  const ca = postgres.caFile === '' ? undefined : await readFile(postgres.caFile, 'utf8')
  return { address, ca }
}
