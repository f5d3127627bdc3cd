import { statSync } from 'node:fs'
import { lockOf, shmOf, walOf } from './files.js'

/**
 * Guards the identity (device and inode) of the files of an open database. SQLite continues to write to a removed or
 * replaced file, and the next start would not find these changes.
 */
export class DatabaseFiles {
  readonly #path: string
  readonly #identities: ReadonlyMap<string, string | undefined>

  /** The database at `path` must be open and read once, so that all files exist. */
  constructor(path: string) {
    this.#path = path
    this.#identities = new Map([path, walOf(path), shmOf(path), lockOf(path)].map(file => [file, identityOf(file)]))
  }

  /** Throws if a file is no longer the one that was opened. Takes a few microseconds. */
  refuseMoved(): void {
    for (const [file, identity] of this.#identities) {
      if (identityOf(file) === identity) continue
      throw new Error(
        `${file} was removed or replaced while Latchstring uses it; nothing is stored. Put the same file back, or ` +
          `stop Latchstring, put a complete database at ${this.#path}, and start it again.`,
      )
    }
  }
}

function identityOf(file: string): string | undefined {
  const stat = statSync(file, { throwIfNoEntry: false })
  return stat && `${stat.dev} ${stat.ino}`
}
