import type { Database } from 'better-sqlite3'

/** Reads the key from the only row of the table `installation`. Throws if it is missing. */
export function keyOf(db: Database): Uint8Array {
  const row = db.prepare<[], { key: Uint8Array }>('select key from installation').get()
  if (!row) throw new Error('The database has no key (table installation).')
  return row.key
}
