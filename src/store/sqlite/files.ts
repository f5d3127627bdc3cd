import { closeSync, constants, fchownSync, mkdirSync, openSync, readSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

/** For the owner only: the database contains secrets. SQLite creates its other files with the mode of the database. */
const FILE_MODE = 0o600
const FOLDER_MODE = 0o700

/** The offset of the write version in the header of a database, and its value without a write-ahead log. */
const JOURNAL_BYTE = 18
const NO_WAL = 1

/** The paths of the files that SQLite creates beside a database, and of our lock. */
export const walOf = (path: string) => `${path}-wal`
export const shmOf = (path: string) => `${path}-shm`
export const lockOf = (path: string) => `${path}.lock`

/**
 * Creates an empty file and its folder if they do not exist. Does not open an existing file: closing it would release all
 * locks that this process has on it (POSIX). `owner`: whom a file made by root belongs to, root or the owner of the folder.
 */
export function makeFile(path: string, owner: 'root' | 'folder' = 'root'): void {
  const folder = dirname(path)
  mkdirSync(folder, { recursive: true, mode: FOLDER_MODE })
  if (sizeOf(path) !== undefined) return
  const file = openSync(path, constants.O_CREAT | constants.O_EXCL | constants.O_WRONLY, FILE_MODE)
  try {
    const { uid, gid } = statSync(folder)
    if (owner === 'folder' && process.getuid?.() === 0) fchownSync(file, uid, gid)
  } finally {
    closeSync(file)
  }
}

/** The size in bytes; undefined if there is no such file. */
export function sizeOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.size
}

/** Whether other users of this machine may access the file. */
export function isReadableByOthers(path: string): boolean {
  return ((statSync(path, { throwIfNoEntry: false })?.mode ?? 0) & 0o077) !== 0
}

/** Throws if the file is read-only: SQLite would open it, but fail later. */
export function refuseReadOnly(path: string): void {
  closeSync(openSync(path, 'r+'))
}

/**
 * Throws if the files cannot belong together. Must be called before SQLite opens them: it would create an empty database,
 * or apply the log of another database to this one.
 */
export function refuseStrayFiles(path: string): void {
  const size = sizeOf(path)
  const hasWal = (sizeOf(walOf(path)) ?? 0) > 0
  if (size === undefined && sizeOf(lockOf(path)) !== undefined) {
    throw new Error(
      `The database ${path} is gone: only ${lockOf(path)} is left. Restore the database or a backup of it; to start ` +
        `with an empty database, delete ${lockOf(path)} too.`,
    )
  }
  if (!size && hasWal) {
    throw new Error(
      `The database ${path} is missing or empty, but ${walOf(path)} contains its last changes. Restore the database beside that ` +
        'file, or a backup without that file.',
    )
  }
  if (size && hasWal && journalOf(path) === NO_WAL) {
    throw new Error(
      `${walOf(path)} does not belong to the database ${path}, which seems to be a backup. Move ` +
        `${walOf(path)} and ${shmOf(path)} to another folder, and start again.`,
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
