import Sqlite from 'better-sqlite3'

/** Another process is writing just now. */
export function isBusy(error: unknown): boolean {
  return codeOf(error).startsWith('SQLITE_BUSY')
}

/** Whether it is the file that is wrong, and not the way to it. */
export function isDamage(error: unknown): error is Error {
  return /^SQLITE_(CORRUPT|NOTADB)/.test(codeOf(error))
}

/** The disk failed in the middle of something: nobody knows what is on it. */
export function isIoError(error: unknown): boolean {
  return codeOf(error).startsWith('SQLITE_IOERR')
}

/** SQLite does not say which file it speaks of. */
export function named(file: string, error: unknown): unknown {
  if (!(error instanceof Sqlite.SqliteError)) return error
  return new Error(`${file} cannot be opened (${error.message}). It must be this user's, in a folder of theirs.`, {
    cause: error,
  })
}

function codeOf(error: unknown): string {
  return error instanceof Sqlite.SqliteError ? error.code : ''
}
