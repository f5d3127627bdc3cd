import type { Database } from 'better-sqlite3'
import { addFunctions } from './functions.js'
import { migrations } from './migrations/index.js'
import { MOVED, whereMoved } from './moved.js'

/** The version of databases that this Latchstring writes. */
export const LATEST = migrations.length

/** The number of migrations applied to a database. */
export function versionOf(db: Database): number {
  return Number(db.pragma('user_version', { simple: true }))
}

/**
 * Gives the version of a database. Throws if it has moved to PostgreSQL, or is a later one, in which rows may have another
 * meaning.
 */
export function knownVersion(db: Database): number {
  const version = versionOf(db)
  if (version <= LATEST) return version
  if (version === MOVED) throw new Error(whereMoved(db))
  throw new Error(
    `The database has version ${version}, but this Latchstring knows versions up to ${LATEST}. ` +
      'Nothing was changed. Start the newer Latchstring that wrote it.',
  )
}

/**
 * Applies the missing migrations, each in its own transaction, so that an interrupted one has no effect. A new database is
 * made in one transaction, because each must wait for the disk.
 */
export function migrate(db: Database): void {
  addFunctions(db)
  // A migration may put a new table in the place of one that others refer to, and their rows must stay. SQLite ignores this
  // pragma within a transaction.
  db.pragma('foreign_keys = off')
  const version = versionOf(db)
  const apply = () => {
    for (const [index, sql] of migrations.entries()) {
      if (index < version) continue
      db.transaction(() => {
        db.exec(sql)
        db.pragma(`user_version = ${index + 1}`)
      })()
    }
  }
  if (version === 0) db.transaction(apply)()
  else apply()
  db.pragma('foreign_keys = on')
}
