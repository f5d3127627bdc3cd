/** What an admin does about an error of the operating system; our own words. */
const ADVICE: Readonly<Record<string, string>> = {
  ENOENT:
    'there is no such file or folder. Correct the path; a relative one begins in the directory in which Latchstring starts',
  EACCES: forbidden(),
  EPERM: forbidden(),
  EISDIR: 'it is a folder. Name a file',
  ENOTDIR: 'a part of the path is a file, not a folder. Correct the path',
  EEXIST: 'a file is in the place of a folder. Correct the path',
  ENAMETOOLONG: 'a name in the path is too long. Correct the path',
  ELOOP: 'its symbolic links lead in a circle. Correct them',
  ENOSPC: full(),
  EDQUOT: 'the quota of this user is used up. Free some space, or raise it',
  EROFS:
    'the file system is read-only. Name a place that can be written; of the unit for systemd, /var/lib/latchstring',
  EMFILE: 'the process has too many open files. Raise its limit (LimitNOFILE of systemd, ulimit -n)',
  EIO: 'the disk failed. See the log of the system',
  SQLITE_FULL: full(),
  SQLITE_READONLY: forbidden(),
  SQLITE_CANTOPEN:
    'it is a folder, or this user may not use it. This user must own the file and be able to write to its folder',
}

/**
 * Why a file cannot be used and what to do, as the end of a sentence without a full stop, from an error of Node or SQLite.
 * Undefined for any other error.
 */
export function fileTrouble(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  // The extended codes of SQLite have the name of the main one as their beginning.
  return ADVICE[code] ?? ADVICE[/^SQLITE_[A-Z]+/.exec(code)?.[0] ?? '']
}

/** The file that a key of the configuration names cannot be used; the message has the reason. */
export class FileError extends Error {
  override readonly name = 'FileError'

  constructor(key: string, path: string, error: unknown) {
    const reason = fileTrouble(error) ?? (error instanceof Error ? error.message : String(error))
    super(`The file of ${key}, ${JSON.stringify(path)}, cannot be used: ${reason}`)
  }
}

function forbidden(): string {
  const user = process.geteuid === undefined ? 'this user' : `this user (uid ${process.geteuid()})`
  return `${user} may not use it. Give this user the file, and the right to enter its folders`
}

function full(): string {
  return 'the disk is full. Free some space'
}
