import { readFile } from 'node:fs/promises'
import { addressOf } from './address.js'
import type { SessionOptions } from './session.js'

/** Where a database is. */
export type Place = Pick<SessionOptions, 'address' | 'ca'>

/** The place of the database that a configuration names; undefined if it names none. Rejects if `caFile` cannot be read. */
export async function placeOf({ url, caFile }: { url: string; caFile: string }): Promise<Place | undefined> {
  const address = addressOf(url)
  if (!address) return undefined
  return { address, ca: caFile === '' ? undefined : await readFile(caFile, 'utf8') }
}

/** The name of a database for people, without secrets. */
export function nameOf({ address: { host, port, database } }: Place): string {
  return `${host}:${port}/${database}`
}
