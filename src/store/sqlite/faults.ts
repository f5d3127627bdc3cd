import Sqlite from 'better-sqlite3'

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

/** Adds the file name to an error of SQLite, whose messages have none. */
export function withFileName(file: string, error: unknown): unknown {
  if (!(error instanceof Sqlite.SqliteError)) return error
  return new Error(
    `${file} cannot be opened (${error.message}). This user must own the file and be able to write to its folder.`,
    {
      cause: error,
    },
  )
}

function codeOf(error: unknown): string {
  return error instanceof Sqlite.SqliteError ? error.code : ''
}
