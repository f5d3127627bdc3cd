import type { Database } from 'better-sqlite3'
import { userIdOf } from '../../rooms-api/user-id.js'
import { migrations } from './migrations/index.js'

/** The version that this Latchstring writes. */
export const LATEST = migrations.length

/** How many migrations a database has had. */
export function versionOf(db: Database): number {
  return Number(db.pragma('user_version', { simple: true }))
}

/** Throws on a database of a later version, for the rows may mean something else there. */
export function refuseLater(version: number): void {
  if (version <= LATEST) return
  throw new Error(
    `The database has version ${version}, but this Latchstring knows versions up to ${LATEST}. ` +
      'Nothing was changed. Start the newer Latchstring that wrote it.',
  )
}

/** Brings the tables up to date, each step in a transaction of its own: one that is cut short was never begun. */
export function migrate(db: Database): void {
  db.function('user_id', { deterministic: true }, jid => userIdOf(String(jid)))
  const version = versionOf(db)
  for (const [index, sql] of migrations.entries()) {
    if (index < version) continue
    db.transaction(() => {
      db.exec(sql)
      db.pragma(`user_version = ${index + 1}`)
    })()
  }
}
