import type { Database } from 'better-sqlite3'
import { userIdOf } from '../../user-id.js'
import { migrations } from './migrations/index.js'

/** Brings the tables up to date, each step in a transaction of its own. Throws on a database of a later version. */
export function migrate(db: Database): void {
  const version = Number(db.pragma('user_version', { simple: true }))
  if (version > migrations.length) {
    throw new Error(
      `The database has version ${version}, but this Latchstring knows versions up to ${migrations.length}. ` +
        'Start the newer Latchstring that wrote it.',
    )
  }
  db.function('user_id', { deterministic: true }, jid => userIdOf(String(jid)))
  for (const [index, sql] of migrations.entries()) {
    if (index < version) continue
    db.transaction(() => {
      db.exec(sql)
      db.pragma(`user_version = ${index + 1}`)
    })()
  }
}
