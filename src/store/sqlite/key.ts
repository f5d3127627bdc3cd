import type { Database } from 'better-sqlite3'

/** The table `installation`: its one row has the key, made with the table. */
export function keyOf(db: Database): Uint8Array {
  const row = db.prepare<[], { key: Uint8Array }>('select key from installation').get()
  if (!row) throw new Error('The database has lost its key (table installation).')
  return row.key
}
