import { performance } from 'node:perf_hooks'
import Sqlite, { type Database } from 'better-sqlite3'
import { isDamage, named } from './faults.js'
import { isReadableByOthers, makeFile, refuseReadOnly, refuseStrayFiles, shmOf, walOf } from './files.js'
import { lockDatabase } from './lock.js'
import { LATEST, migrate, refuseLater, versionOf } from './migrate.js'
import { type CheckDepth, structureFaults, tablesOf } from './structure.js'

/** Where it is told what was found; as the log of the service. */
type StoreLog = Record<'info' | 'warn' | 'error', (fields: object, text: string) => void>

export type OpenOptions = {
  /** How much is read at the start to find damage; `quick` where absent. */
  readonly checkAtStart?: CheckDepth | undefined
  readonly log?: StoreLog | undefined
}

export type OpenDatabase = { readonly db: Database; close(): void }

/** In milliseconds: how long a start, which has nothing else to do, waits for another process that writes. */
const WAIT = 5000

/**
 * Everything that we tell SQLite. A commit that has returned is on the disk, even when the power fails in the next moment
 * (`full`). The log beside the database is written into it every 1000 pages (4 MB); where a long reader, as a backup, had
 * held that up, it is cut to this length afterwards.
 */
const PRAGMAS = [
  'journal_mode = wal',
  'synchronous = full',
  'foreign_keys = on',
  'wal_autocheckpoint = 1000',
  `journal_size_limit = ${16 * 2 ** 20}`,
] as const

/** One that is gone when it is closed. */
export function openInMemory(): OpenDatabase {
  const db = new Sqlite(':memory:')
  tune(db)
  migrate(db)
  return { db, close: () => void db.close() }
}

/**
 * Opens a database to serve from it, and makes it (and its folder) where it is missing. Throws, and changes nothing, where
 * another process serves from it, where its files do not belong together, where it is damaged, no database of ours, or
 * of a later version; the message says what to do.
 */
export function openToServe(path: string, { checkAtStart = 'quick', log }: OpenOptions): OpenDatabase {
  refuseStrayFiles(path)
  makeFile(path)
  const lock = lockDatabase(path)
  try {
    refuseReadOnly(path)
    look(path, { checkAtStart, log })
    const db = open(path)
    return {
      db,
      close: () => {
        db.close()
        lock.release()
      },
    }
  } catch (error) {
    lock.release()
    throw isDamage(error) ? damaged(path, error.message) : named(path, error)
  }
}

/** Opens the database of a service that may be running, for a command that adds to it. Throws where they do not fit. */
export function openBeside(path: string): OpenDatabase {
  const db = new Sqlite(path, { fileMustExist: true, timeout: WAIT })
  try {
    const version = versionOf(db)
    refuseLater(version)
    if (version < LATEST) {
      throw new Error(
        `The database ${path} has version ${version}, and this Latchstring writes version ${LATEST}: start it first, so ` +
          'that it brings the database up to date.',
      )
    }
    tune(db)
    migrate(db)
    return { db, close: () => void db.close() }
  } catch (error) {
    db.close()
    throw error
  }
}

/** By a connection that cannot write: what is refused stays as it was to the last byte. */
function look(path: string, { checkAtStart = 'quick', log }: OpenOptions): void {
  const db = new Sqlite(path, { readonly: true, timeout: WAIT })
  try {
    const version = versionOf(db)
    refuseLater(version)
    if (version === 0 && tablesOf(db).length > 0) {
      throw new Error(`${path} is a database of another program. Give Latchstring one of its own (store.sqlite.path).`)
    }
    const startedAt = performance.now()
    const [fault] = structureFaults(db, checkAtStart)
    if (fault !== undefined) throw damaged(path, fault)
    const took = Math.round(performance.now() - startedAt)
    log?.info(
      { event: 'database-checked', database: path, version, depth: checkAtStart, took },
      'The database is sound',
    )
  } finally {
    db.close()
  }
  if (isReadableByOthers(path)) {
    log?.warn({ event: 'database-open-to-others', database: path }, 'Others on this machine may read the database')
  }
}

function open(path: string): Database {
  const db = new Sqlite(path, { timeout: WAIT })
  try {
    tune(db)
    migrate(db)
    // What an earlier process left beside the database may never have reached the disk: nothing is built on it before.
    db.pragma('wal_checkpoint(truncate)')
    // From now on the whole process would wait with it (`Patience`).
    db.pragma('busy_timeout = 0')
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

function tune(db: Database): void {
  for (const pragma of PRAGMAS) db.pragma(pragma)
}

function damaged(path: string, fault: string): Error {
  return new Error(
    `The database ${path} is damaged (${fault}). Nothing was changed. Move ${path}, ${walOf(path)} and ${shmOf(path)} ` +
      'away together and keep them, put a backup in the place of the first (latchstring backup makes them), and start again.',
  )
}
