import { type Reading, statement } from './statement.js'

const KEY = statement<[], { key: Uint8Array }>('select key from installation')

/** Reads the key from the only row of the table `installation`. Throws if it is missing. */
export function* keyOf(): Reading<Uint8Array> {
  const row = yield* KEY.get()
  if (!row) throw new Error('The database has no key (table installation).')
  return row.key
}
