import Sqlite, { type Database } from 'better-sqlite3'
import { type CheckOptions, rowFaults } from '../tables/check.js'
import { isDamage } from './faults.js'
import { LATEST, versionOf } from './migrate.js'
import { MOVED, whereMoved } from './moved.js'
import { SqliteRunner } from './runner.js'
import { structureFaults } from './structure.js'

/** The result of a check. */
export type Examination = {
  /** The number of migrations applied to the database. */
  readonly version: number
  /** One sentence per fault; empty for a sound database. */
  readonly faults: readonly string[]
}

/**
 * Checks a database. Reads it in one transaction, also while a service runs, and changes nothing. The rows of an earlier
 * version are checked by SQLite's own rules only. Throws if the file cannot be read.
 */
export function checkDatabase(path: string, options: CheckOptions = {}): Examination {
  const db = new Sqlite(path, { readonly: true, fileMustExist: true })
  try {
    return db.transaction(() => examine(db, options))()
  } catch (error) {
    if (isDamage(error)) return { version: 0, faults: [`The database is damaged: ${error.message}.`] }
    throw error
  } finally {
    db.close()
  }
}

/** The end of a sentence about a database of this version without faults. */
export function soundness(version: number): string {
  if (version === LATEST) return 'is sound.'
  return `has no damage. It has version ${version}: its rows can be checked after a start has migrated it to version ${LATEST}.`
}

function examine(db: Database, options: CheckOptions): Examination {
  const version = versionOf(db)
  const damage = structureFaults(db, 'full').map(fault => `The file is damaged: ${fault}.`)
  const own = [...damage, ...referenceFaults(db)]
  // Queries on damaged tables give meaningless results.
  if (own.length > 0 || version < LATEST) return { version, faults: own }
  if (version === MOVED) return { version, faults: [whereMoved(db)] }
  if (version > LATEST) {
    return {
      version,
      faults: [`The database has version ${version}; this Latchstring knows versions up to ${LATEST}.`],
    }
  }
  return { version, faults: new SqliteRunner(db).readAtOnce(rowFaults(options)) }
}

function referenceFaults(db: Database): string[] {
  const found = db.pragma('foreign_key_check') as { table: string; parent: string }[]
  const count = new Map<string, number>()
  for (const { table, parent } of found) {
    const kind = `of the table ${table} refer to no row of the table ${parent}`
    count.set(kind, (count.get(kind) ?? 0) + 1)
  }
  return [...count].map(([kind, rows]) => `Rows ${kind}: ${rows}.`)
}
