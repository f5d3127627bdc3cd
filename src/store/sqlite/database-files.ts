import { statSync } from 'node:fs'
import { lockOf, shmOf, walOf } from './files.js'

/**
 * The files from which a database was opened. SQLite goes on writing into a file that somebody has removed or replaced,
 * and at the next start nothing of that is found.
 */
export class Place {
  readonly #path: string
  readonly #files: ReadonlyMap<string, string | undefined>

  /** `path` is open, and something has been read from it. */
  constructor(path: string) {
    this.#path = path
    this.#files = new Map([path, walOf(path), shmOf(path), lockOf(path)].map(file => [file, identityOf(file)]))
  }

  /** Throws where one of the files is not the one that was opened. Takes some microseconds. */
  refuseMoved(): void {
    for (const [file, identity] of this.#files) {
      if (identityOf(file) === identity) continue
      throw new Error(
        `${file} was removed or replaced while Latchstring runs on it; nothing is stored. Put the same file back; or ` +
          `stop Latchstring, put a whole database at ${this.#path}, and start it again.`,
      )
    }
  }
}

function identityOf(file: string): string | undefined {
  const stat = statSync(file, { throwIfNoEntry: false })
  return stat && `${stat.dev} ${stat.ino}`
}
