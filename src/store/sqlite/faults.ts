import Sqlite from 'better-sqlite3'
import { fileTrouble } from '../../file-trouble.js'

/** Whether another process holds a lock. */
export function isBusy(error: unknown): boolean {
  return codeOf(error).startsWith('SQLITE_BUSY')
}

/** Whether the content of the file is damaged. */
export function isDamage(error: unknown): error is Error {
  return /^SQLITE_(CORRUPT|NOTADB)/.test(codeOf(error))
}

/** Whether the disk failed during an operation, so that its result is unknown. */
export function isIoError(error: unknown): boolean {
  return codeOf(error).startsWith('SQLITE_IOERR')
}

/**
 * Adds to an error of the file system or of SQLite the file, the key of the configuration that names it, and what to do.
 * Gives any other error as it is.
 */
export function withFileName(file: string, error: unknown): unknown {
  const trouble = fileTrouble(error)
  if (trouble === undefined && !(error instanceof Sqlite.SqliteError)) return error
  const { message } = error as Error
  return new Error(`${file} (store.sqlite.path) cannot be opened: ${trouble ?? message}. (${message})`, {
    cause: error,
  })
}

function codeOf(error: unknown): string {
  return error instanceof Sqlite.SqliteError ? error.code : ''
}
