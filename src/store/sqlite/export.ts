import Sqlite, { type Database } from 'better-sqlite3'
import type { MovedRecord } from '../../moving/record.js'
import { type Exported, recordsOf } from '../tables/moving/records.js'
import { shrinkLog } from './backup.js'
import { addFunctions } from './functions.js'

import { knownVersion, LATEST } from './migrate.js'

import { SqliteRunner } from './runner.js'

/** How long to wait for a lock of another process, in milliseconds. */
const BUSY_TIMEOUT = 5000

/** What to export from a file. */
export type ExportedFile = Exported & {
  /** The path of the database. */
  readonly path: string
}

/**
 * The records of a database (`src/moving/record.ts`), all of the same moment, also while a service writes to it. Throws if
 * the database has another version, or has no room of `rooms`. Close it by its `return`.
 */
export async function* recordsOfFile({ path, ...exported }: ExportedFile): AsyncGenerator<MovedRecord, void> {
  const db = new Sqlite(path, { readonly: true, fileMustExist: true, timeout: BUSY_TIMEOUT })
  try {
    refuseOther(db, path)
    addFunctions(db)
    db.exec('begin')
    const runner = new SqliteRunner(db)
    yield* recordsOf(reading => runner.read(reading), exported)
  } finally {
    db.close()
    shrinkLog(path)
  }
}

function refuseOther(db: Database, path: string): void {
  const version = knownVersion(db)
  if (version === LATEST) return
  throw new Error(
    `The database ${path} has version ${version}, and this Latchstring reads version ${LATEST}: start the Latchstring that ` +
      'fits, or start this one first to migrate the database.',
  )
}
