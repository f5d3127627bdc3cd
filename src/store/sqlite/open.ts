import { performance } from 'node:perf_hooks'
import Sqlite, { type Database } from 'better-sqlite3'
import { isDamage, withFileName } from './faults.js'
import { isReadableByOthers, makeFile, refuseReadOnly, refuseStrayFiles, shmOf, walOf } from './files.js'
import { lockDatabase } from './lock.js'
import { knownVersion, LATEST, migrate, versionOf } from './migrate.js'
import { type CheckDepth, structureFaults, tablesOf } from './structure.js'

/** The part of the service's log that the store uses. */
type StoreLog = Record<'info' | 'warn' | 'error', (fields: object, text: string) => void>

/** How to open a database. */
export type OpenOptions = {
  /** How much of the database is checked for damage; `quick` where absent. */
  readonly checkAtStart?: CheckDepth | undefined
  readonly log?: StoreLog | undefined
}

/** A database and the function that closes it with its lock. */
export type OpenDatabase = { readonly db: Database; close(): void }

/** How long opening waits for a lock of another process, in milliseconds. */
const BUSY_TIMEOUT = 5000

/**
 * The settings of SQLite. With `full`, a finished commit is on the disk even if the power fails immediately. SQLite
 * checkpoints the write-ahead log every 1000 pages (4 MB); if a long reader such as a backup prevented that, the log is
 * truncated to 16 MiB afterwards.
 */
const PRAGMAS = [
  'journal_mode = wal',
  'synchronous = full',
  'foreign_keys = on',
  'wal_autocheckpoint = 1000',
  `journal_size_limit = ${16 * 2 ** 20}`,
] as const

/** Opens a database in memory, which is lost when it is closed. */
export function openInMemory(): OpenDatabase {
  const db = new Sqlite(':memory:')
  tune(db)
  migrate(db)
  return { db, close: () => void db.close() }
}

/**
 * Opens the database of a service; creates it and its folder if they do not exist. Throws and changes nothing if another
 * process uses it, if its files do not belong together, or if it is damaged, of another program or of a later version.
 * The message says what to do.
 */
export function openToServe(path: string, { checkAtStart = 'quick', log }: OpenOptions): OpenDatabase {
  try {
    refuseStrayFiles(path)
    makeFile(path, 'folder')
    const lock = lockDatabase(path)
    try {
      refuseReadOnly(path)
      inspect(path, { checkAtStart, log })
      const db = open(path, log)
      return {
        db,
        close: () => {
          db.close()
          lock.release()
        },
      }
    } catch (error) {
      lock.release()
      throw error
    }
  } catch (error) {
    throw isDamage(error) ? damaged(path, error.message) : withFileName(path, error)
  }
}

/** Opens the database of a service, which may be running, for a command. Throws if it has another version. */
export function openBeside(path: string): OpenDatabase {
  const db = new Sqlite(path, { fileMustExist: true, timeout: BUSY_TIMEOUT })
  try {
    const version = knownVersion(db)
    if (version < LATEST) {
      throw new Error(
        `The database ${path} has version ${version}, and this Latchstring writes version ${LATEST}: start it first to ` +
          'migrate the database.',
      )
    }
    tune(db)
    migrate(db)
    return { db, close: () => void db.close() }
  } catch (error) {
    db.close()
    throw withFileName(path, error)
  }
}

/** Checks a database on a read-only connection, so that a refused database stays unchanged to the last byte. */
function inspect(path: string, { checkAtStart = 'quick', log }: OpenOptions): void {
  const db = new Sqlite(path, { readonly: true, timeout: BUSY_TIMEOUT })
  try {
    const version = knownVersion(db)
    if (version === 0 && tablesOf(db).length > 0) {
      throw new Error(
        `${path} is a database of another program. Configure another path for Latchstring (store.sqlite.path).`,
      )
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
    log?.warn({ event: 'database-open-to-others', database: path }, 'Other users of this machine may read the database')
  }
}

function open(path: string, log: StoreLog | undefined): Database {
  const db = new Sqlite(path, { timeout: BUSY_TIMEOUT })
  try {
    tune(db)
    migrateAloud(db, { path, log })
    // The log of an earlier process may not be on the disk yet. No commit may depend on it before.
    db.pragma('wal_checkpoint(truncate)')
    // A wait inside SQLite blocks the event loop; `BusyRetry` waits instead.
    db.pragma('busy_timeout = 0')
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/** Migrates a database. The log says so before, because it may take minutes, in which nothing else happens. */
function migrateAloud(db: Database, { path: database, log }: { path: string; log: StoreLog | undefined }): void {
  const from = versionOf(db)
  if (from === 0 || from === LATEST) return migrate(db)
  const versions = { database, from, to: LATEST }
  log?.info(
    { event: 'database-migrating', ...versions },
    'The database is migrated to the version of this release; a large one takes minutes. Wait for the end',
  )
  const startedAt = performance.now()
  migrate(db)
  const took = Math.round(performance.now() - startedAt)
  log?.info({ event: 'database-migrated', ...versions, took }, 'The database is migrated')
}

function tune(db: Database): void {
  for (const pragma of PRAGMAS) db.pragma(pragma)
}

function damaged(path: string, fault: string): Error {
  return new Error(
    `The database ${path} is damaged (${fault}). Nothing was changed. Move ${path}, ${walOf(path)} and ${shmOf(path)} ` +
      'to another folder together, put a backup in the place of the first (see latchstring backup), and start again.',
  )
}
