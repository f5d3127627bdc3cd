import { type Reading, statement } from './statement.js'

/** Reads the key from the only row of the table `installation`. Throws if it is missing. */
export function keyOf(): Uint8Array {
  const row = statement<[], { key: Uint8Array }>('select key from installation').get()
  if (!row) throw new Error('The database has no key (table installation).')
  return row.key
}
