import { closeSync, existsSync, fsyncSync, openSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { checkDatabase } from './check.js'
import { lockOf, makeFile, shmOf, sizeOf, walOf } from './files.js'
import { versionOf } from './migrate.js'
import { MOVED, whereMoved } from './moved.js'

/** A backup to make. */
export type Backup = {
  /** The path of the database. */
  readonly path: string
  /** The file to write. */
  readonly to: string
  /** Whether a complete backup replaces an existing file. */
  readonly overwrite: boolean
}

/** The database is not sound, and so is its copy. The copy is kept under another name than requested. */
export class UnsoundBackup extends Error {
  override readonly name = 'UnsoundBackup'

  constructor(
    readonly file: string,
    readonly faults: readonly string[],
  ) {
    super(`The database is not sound. Its copy is kept as ${file}; no backup was created or replaced.`)
  }
}

/** Pages copied between two pauses for other users of the disk: 4 MB. */
const PAGES_PER_STEP = 1000
/** How long to wait for a lock of another process, in milliseconds. */
const BUSY_TIMEOUT = 5000
/** The size of the write-ahead log in bytes above which the backup checkpoints it, so that no commit has to. */
const MAX_WAL = 16 * 2 ** 20

/**
 * Copies the current state of a database into one file, also while a service writes to it. Resolves with the size of the
 * file in bytes when the file is on the disk and checked. Rejects and leaves no partial file if that fails, with
 * `UnsoundBackup` if the copy is not sound.
 */
export async function backUp({ path, to, overwrite }: Backup): Promise<number> {
  refuseTarget({ path, to, overwrite })
  const part = `${to}.${process.pid}.part`
  try {
    makeFile(part)
    await copy(path, part)
    const { faults } = checkDatabase(part)
    if (faults.length > 0) throw unsound(part, `${to}.unsound`, faults)
    putInPlace(part, to)
    return statSync(to).size
  } finally {
    for (const file of [part, walOf(part), shmOf(part), `${part}-journal`]) rmSync(file, { force: true })
  }
}

/** Throws if there is no database, or if the file may not be written. */
export function refuseTarget({ path, to, overwrite }: Backup): void {
  if (!existsSync(path)) {
    throw new Error(`There is no database at ${path}. A relative path begins in the working directory of Latchstring.`)
  }
  refuseFile({ to, overwrite })
  const own = [path, walOf(path), shmOf(path), lockOf(path)].map(realPathOf)
  if (own.includes(realPathOf(to))) throw new Error(`${to} belongs to the database itself. Give the file another name.`)
}

/** Throws if a file may not be written. */
export function refuseFile({ to, overwrite }: Omit<Backup, 'path'>): void {
  if (!existsSync(dirname(to))) throw new Error(`There is no folder ${dirname(to)} for the file.`)
  if (existsSync(to) && !overwrite) throw new Error(`${to} exists already. Give another name, or --overwrite.`)
}

/** The real path of a file, the same for all names of the file. */
function realPathOf(file: string): string {
  return existsSync(file) ? realpathSync(file) : join(realpathSync(dirname(file)), basename(file))
}

/** Copies within one read transaction, so that the copy is consistent while the service continues to write. */
async function copy(path: string, part: string): Promise<void> {
  const source = new Sqlite(path, { readonly: true, timeout: BUSY_TIMEOUT })
  try {
    source.exec('begin')
    source.prepare('select count(*) from sqlite_schema').get()
    if (versionOf(source) === MOVED) throw new Error(whereMoved(source))
    await source.backup(part, { progress: () => PAGES_PER_STEP })
  } finally {
    source.close()
  }
  shrinkLog(path)
  // Without WAL mode the backup is one file that needs no other files.
  const db = new Sqlite(part)
  try {
    db.pragma('journal_mode = delete')
  } finally {
    db.close()
  }
}

/**
 * Writes a long write-ahead log into the database. A long read transaction prevented that. Otherwise the next
 * commit of the service would do it and take longer: 1.5 seconds for 1 GB, or more on a slow disk.
 */
export function shrinkLog(path: string): void {
  if ((sizeOf(walOf(path)) ?? 0) <= MAX_WAL) return
  const db = new Sqlite(path, { fileMustExist: true })
  try {
    db.pragma('wal_checkpoint(passive)')
  } catch {
    // What was read is complete without it. For example, this user may have no write permission.
  } finally {
    db.close()
  }
}

function unsound(part: string, kept: string, faults: readonly string[]): UnsoundBackup {
  putInPlace(part, kept)
  return new UnsoundBackup(kept, faults)
}

/** Renames a file to its final name after its content is on the disk. */
export function putInPlace(part: string, to: string): void {
  syncToDisk(part)
  renameSync(part, to)
  syncToDisk(dirname(to))
}

function syncToDisk(path: string): void {
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
