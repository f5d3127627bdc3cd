import Sqlite from 'better-sqlite3'
import { isBusy, named } from './faults.js'
import { lockOf, makeFile } from './files.js'

/** In milliseconds: for a process that is just ending. */
const PATIENCE = 1000

/**
 * Takes the database for this process alone, as far as serving goes: a transaction on a file of its own, which the system
 * ends with the process, however that ends. Commands that only add to the database need no lock. Throws where another
 * process has it.
 */
export function lockDatabase(path: string): { release(): void } {
  const file = lockOf(path)
  makeFile(file)
  const db = opened(file)
  try {
    db.pragma('journal_mode = memory')
    db.exec('begin exclusive')
  } catch (error) {
    db.close()
    if (!isBusy(error)) throw named(file, error)
    throw new Error(
      `Another Latchstring runs on the database ${path}: it holds ${file}. Stop that one first, or give this one ` +
        'a database of its own (store.sqlite.path).',
    )
  }
  return { release: () => void db.close() }
}

function opened(file: string): Sqlite.Database {
  try {
    return new Sqlite(file, { timeout: PATIENCE })
  } catch (error) {
    throw named(file, error)
  }
}
