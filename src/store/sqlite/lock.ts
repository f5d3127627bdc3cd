import Sqlite from 'better-sqlite3'
import { isBusy, withFileName } from './faults.js'
import { lockOf, makeFile, sizeOf } from './files.js'

/** How long to wait for the lock of a process that is just ending, in milliseconds. */
const BUSY_TIMEOUT = 1000

/**
 * Locks the database for one serving process. The lock is a transaction on a separate file, which the system releases
 * when the process ends in any way. Commands beside the service need no lock. Throws if another process has the lock.
 */
export function lockDatabase(path: string): { release(): void } {
  const file = lockOf(path)
  makeFile(file, 'folder')
  const db = opened(file)
  try {
    db.pragma('journal_mode = memory')
    db.exec('begin exclusive')
  } catch (error) {
    db.close()
    if (!isBusy(error)) throw withFileName(file, error)
    throw new Error(
      `Another Latchstring runs on the database ${path}: it holds ${file}. Stop that one first, or configure ` +
        'another database for this one (store.sqlite.path).',
    )
  }
  return { release: () => void db.close() }
}

/** Whether a service uses the database. Changes nothing. Throws if the lock cannot be read. */
export function isLocked(path: string): boolean {
  const file = lockOf(path)
  if (sizeOf(file) === undefined) return false
  const db = new Sqlite(file, { readonly: true, fileMustExist: true, timeout: 0 })
  try {
    db.prepare('select 1 from sqlite_schema').get()
    return false
  } catch (error) {
    if (isBusy(error)) return true
    throw withFileName(file, error)
  } finally {
    db.close()
  }
}

function opened(file: string): Sqlite.Database {
  try {
    return new Sqlite(file, { timeout: BUSY_TIMEOUT })
  } catch (error) {
    throw withFileName(file, error)
  }
}
