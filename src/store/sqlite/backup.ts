import { closeSync, existsSync, fsyncSync, openSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import Sqlite from 'better-sqlite3'
import { checkDatabase } from './check.js'
import { lockOf, makeFile, shmOf, sizeOf, walOf } from './files.js'

export type Backup = {
  /** The database. */
  readonly path: string
  /** The file to write. */
  readonly to: string
  /** Whether a file that is there gives way, when the new one is whole. */
  readonly overwrite: boolean
}

/** The backup is a copy of a database that is not sound. It stays, but not under the name that was asked for. */
export class UnsoundBackup extends Error {
  override readonly name = 'UnsoundBackup'

  constructor(
    readonly file: string,
    readonly faults: readonly string[],
  ) {
    super(`The database is not sound. Its copy is kept as ${file}, and no backup was made or replaced.`)
  }
}

/** Read at once, with a pause after it for what else uses the disk: 4 MB. */
const PAGES_AT_ONCE = 1000
/** In milliseconds. */
const PATIENCE = 5000
/** In bytes: what stands in a longer log is put into the database by the backup, a shorter one holds up no service. */
const LONGEST_LOG = 16 * 2 ** 20

/**
 * Copies a database, also while a service writes to it: as it is at this moment, into one file that is on the disk and
 * checked when this resolves, with its size in bytes. Rejects, and leaves no half file, where that fails; with
 * `UnsoundBackup` where the copy is no good.
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

function refuseTarget({ path, to, overwrite }: Backup): void {
  if (!existsSync(path)) {
    throw new Error(`There is no database at ${path}. A relative path begins where Latchstring starts.`)
  }
  if (!existsSync(dirname(to))) throw new Error(`There is no folder ${dirname(to)} to put the backup into.`)
  const own = [path, walOf(path), shmOf(path), lockOf(path)].map(placeOf)
  if (own.includes(placeOf(to))) throw new Error(`${to} belongs to the database itself. Give the backup another name.`)
  if (existsSync(to) && !overwrite) throw new Error(`${to} is there already. Give another name, or --overwrite.`)
}

/** The same for all names of a file. */
function placeOf(file: string): string {
  return existsSync(file) ? realpathSync(file) : join(realpathSync(dirname(file)), basename(file))
}

/** One transaction sees one moment, however long it takes; the service goes on writing. */
async function copy(path: string, part: string): Promise<void> {
  const source = new Sqlite(path, { readonly: true, timeout: PATIENCE })
  try {
    source.exec('begin')
    source.prepare('select count(*) from sqlite_schema').get()
    await source.backup(part, { progress: () => PAGES_AT_ONCE })
  } finally {
    source.close()
  }
  shorten(path)
  // All of it in one file, which can be read from anywhere.
  const db = new Sqlite(part)
  try {
    db.pragma('journal_mode = delete')
  } finally {
    db.close()
  }
}

/**
 * While it was read, all that was committed had to stay in the log. The next commit would put it into the database, and
 * the service would wait for that: 1.5 seconds for 1 GB, or longer on a slow disk. Here, nobody waits.
 */
function shorten(path: string): void {
  if ((sizeOf(walOf(path)) ?? 0) <= LONGEST_LOG) return
  const db = new Sqlite(path, { fileMustExist: true })
  try {
    db.pragma('wal_checkpoint(passive)')
  } catch {
    // The backup is whole without it, where this user may only read, for one.
  } finally {
    db.close()
  }
}

function unsound(part: string, kept: string, faults: readonly string[]): UnsoundBackup {
  putInPlace(part, kept)
  return new UnsoundBackup(kept, faults)
}

/** It has its name only when all of it is on the disk. */
function putInPlace(part: string, to: string): void {
  synced(part)
  renameSync(part, to)
  synced(dirname(to))
}

function synced(path: string): void {
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}
