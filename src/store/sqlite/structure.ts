import type { Database } from 'better-sqlite3'
import { cutOffFault } from './cut-off.js'
import { isDamage } from './faults.js'

/** How much is read of a database to find damage: all and the indexes against the tables, all, or nothing. */
export type CheckDepth = 'full' | 'quick' | 'off'

/** In bytes: of a longer database, a quick check leaves out the tables that grow without end. Our own decision. */
const LONGEST_WHOLE = 2 ** 30
const ENDLESS = ['history', 'invite_event']

/** Whether the file is whole, and SQLite's own check of it: a sentence for each fault. `longest` is for tests. */
export function structureFaults(db: Database, depth: CheckDepth, longest = LONGEST_WHOLE): string[] {
  if (depth === 'off') return []
  const cutOff = cutOffFault(db)
  if (cutOff !== undefined) return [cutOff]
  if (depth === 'full') return faultsOf(db, 'integrity_check')
  const bytes = Number(db.pragma('page_count', { simple: true })) * Number(db.pragma('page_size', { simple: true }))
  if (bytes <= longest) return faultsOf(db, 'quick_check')
  return tablesOf(db)
    .filter(table => !ENDLESS.includes(table))
    .flatMap(table => faultsOf(db, `quick_check('${table}')`))
}

function faultsOf(db: Database, check: string): string[] {
  try {
    const found = db.pragma(check) as Record<string, string>[]
    return found.flatMap(row => Object.values(row)).filter(fault => fault !== 'ok')
  } catch (error) {
    // Where the check itself stumbles over the damage.
    if (isDamage(error)) return [error.message]
    throw error
  }
}

export function tablesOf(db: Database): string[] {
  return db
    .prepare<[], string>(
      "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' order by name",
    )
    .pluck()
    .all()
}
