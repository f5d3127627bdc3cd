import { closeSync, constants, mkdirSync, openSync, readSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/** The database holds secrets: the ids of open invites, passwords of rooms. SQLite gives its other files the same mode. */
const OURS_ALONE = 0o600
const OUR_FOLDER = 0o700

/** Where in a database its header says by which journal it was written last, and what stands there for none (not WAL). */
const JOURNAL_BYTE = 18
const NO_WAL = 1

/** What SQLite keeps beside a database file, and our lock. */
export const walOf = (path: string) => `${path}-wal`
export const shmOf = (path: string) => `${path}-shm`
export const lockOf = (path: string) => `${path}.lock`

/**
 * Makes an empty file, and its folder, where it is missing. One that is there is not opened: to close it would release
 * all locks that this process has on it (POSIX).
 */
export function makeFile(path: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: OUR_FOLDER })
  if (sizeOf(path) !== undefined) return
  closeSync(openSync(path, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, OURS_ALONE))
}

/** In bytes; undefined where there is no such file. */
export function sizeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.size
}

/** Whether others on this machine may read the file. */
export function isReadableByOthers(path: string): boolean {
  return ((statSync(path, { throwIfNoEntry: false })?.mode ?? 0) & 0o077) !== 0
}

/** Throws where the file may not be written: SQLite would open it all the same, and fail later. */
export function refuseReadOnly(path: string): void {
  closeSync(openSync(path, 'r+'))
}

/**
 * Throws where the files that are there cannot belong together, before anything opens them: SQLite would begin an empty
 * database, or write the changes of another one into this one.
 */
export function refuseStrayFiles(path: string): void {
  const size = sizeOf(path)
  const hasWal = (sizeOf(walOf(path)) ?? 0) > 0
  if (size === undefined && sizeOf(lockOf(path)) !== undefined) {
    throw new Error(
      `The database ${path} is gone: ${lockOf(path)} is left of it. Put the database back, or a backup of it; to begin ` +
        `with an empty one, delete ${lockOf(path)} too.`,
    )
  }
  if (!size && hasWal) {
    throw new Error(
      `The database ${path} is missing or empty, but ${walOf(path)} holds what was written to it last. Put the database ` +
        'back beside it, or a backup of it without that file.',
    )
  }
  if (size && hasWal && journalOf(path) === NO_WAL) {
    throw new Error(
      `${walOf(path)} belongs to another database than the one at ${path}, which seems to be a backup. Move ` +
        `${walOf(path)} and ${shmOf(path)} away, and start again.`,
    )
  }
}

function journalOf(path: string): number | undefined {
  const file = openSync(path, 'r')
  try {
    const byte = Buffer.alloc(1)
    readSync(file, byte, 0, 1, JOURNAL_BYTE)
    return byte[0]
  } finally {
    closeSync(file)
  }
}
