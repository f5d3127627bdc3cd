import type { Database } from 'better-sqlite3'
import { isDamage } from './faults.js'
import { truncationFault } from './truncation.js'

/** How much of a database is checked for damage: tables and indexes, tables only, or nothing. */
export type CheckDepth = 'full' | 'quick' | 'off'

/** Above this size in bytes a quick check omits the tables that grow without limit. Our own decision. */
const MAX_COMPLETE_CHECK = 2 ** 30
const UNLIMITED_TABLES = ['history', 'invite_event']

/**
 * Checks whether the file is complete, and runs SQLite's own check. Gives one sentence per fault. `maxBytes`: the size
 * above which a quick check omits tables.
 */
export function structureFaults(db: Database, depth: CheckDepth, maxBytes = MAX_COMPLETE_CHECK): string[] {
  if (depth === 'off') return []
  const truncation = truncationFault(db)
  if (truncation !== undefined) return [truncation]
  if (depth === 'full') return faultsOf(db, 'integrity_check')
  const bytes = Number(db.pragma('page_count', { simple: true })) * Number(db.pragma('page_size', { simple: true }))
  if (bytes <= maxBytes) return faultsOf(db, 'quick_check')
  return tablesOf(db)
    .filter(table => !UNLIMITED_TABLES.includes(table))
    .flatMap(table => faultsOf(db, `quick_check('${table}')`))
}

function faultsOf(db: Database, check: string): string[] {
  try {
    const found = db.pragma(check) as Record<string, string>[]
    return found.flatMap(row => Object.values(row)).filter(fault => fault !== 'ok')
  } catch (error) {
    // Some damage makes the check itself fail.
    if (isDamage(error)) return [error.message]
    throw error
  }
}

/** The names of the tables of a database, without those of SQLite and of its full-text search. */
export function tablesOf(db: Database): string[] {
  return db
    .prepare<[], string>(
      "select name from pragma_table_list where schema = 'main' and type = 'table' and name not like 'sqlite_%' order by name",
    )
    .pluck()
    .all()
}
