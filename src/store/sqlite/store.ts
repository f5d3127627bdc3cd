import { closeSync, mkdirSync, openSync } from 'node:fs'
import { dirname } from 'node:path'
import Sqlite from 'better-sqlite3'
import type { Store } from '../store.js'
import { commitWith } from './commit.js'
import { keyOf } from './key.js'
import { load } from './load.js'
import { lookUp } from './look-up.js'
import { migrate } from './migrate.js'
import { prepareTables } from './tables.js'

/** How long another process may write, such as `latchstring token`, until that is a failure of the storage; in ms. */
const PATIENCE = 5000

/**
 * Opens the database file, makes it (and its folder) where it is missing, and brings its tables up to date. Throws
 * where the file cannot be opened, is no database, or was written by a later version. `:memory:` keeps nothing.
 */
export function openSqliteStore(path: string): Store {
  if (path !== ':memory:') makeFile(path)
  const db = new Sqlite(path, { timeout: PATIENCE })
  db.pragma('journal_mode = wal')
  // A commit that has returned is on the disk, even when the power fails in the next moment.
  db.pragma('synchronous = full')
  db.pragma('foreign_keys = on')
  migrate(db)
  const tables = prepareTables(db)
  const commit = commitWith(db, tables)
  return {
    load: async wanted => load(tables, wanted),
    lookUp: async lookup => lookUp(tables, lookup),
    key: async () => keyOf(db),
    commit: async changes => commit(changes),
    activitySubscriptions: async () => tables.activitySubscriptions.all(),
    undelivered: async () => tables.outbox.all(),
    close: async () => {
      db.close()
    },
  }
}

/** It holds secrets: the ids of open invites, passwords of rooms. The files beside it get the same mode. */
function makeFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true })
  closeSync(openSync(path, 'a', 0o600))
}
