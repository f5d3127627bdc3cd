import { type BigIntStats, lstatSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { lockOf, shmOf, walOf } from './files.js'

/**
 * In milliseconds: so long after its last change, a folder shows each further one by another time. The times of file systems
 * have steps of up to two seconds.
 */
const SETTLED = 3000

/**
 * Guards the identity (device and inode) of the files of an open database. SQLite continues to write to a removed or
 * replaced file, and the next start would not find these changes.
 */
export class DatabaseFiles {
  readonly #path: string
  readonly #identities: ReadonlyMap<string, string | undefined>
  /** Whether all files are in the folder itself: a folder does not show what happens where a symbolic link leads. */
  readonly #areHere: boolean
  /** The folder at a time when it had settled and contained the right files. */
  #folder: BigIntStats | undefined

  /** The database at `path` must be open and read once, so that all files exist. */
  constructor(path: string) {
    const files = [path, walOf(path), shmOf(path), lockOf(path)]
    this.#path = path
    this.#identities = new Map(files.map(file => [file, identityOf(file)]))
    this.#areHere = files.every(file => lstatSync(file, { throwIfNoEntry: false })?.isFile() === true)
  }

  /**
   * Throws if a file is no longer the one that was opened. Takes a few microseconds: a file cannot be removed, renamed or
   * replaced without a change of its folder, so that the files are read only after one.
   */
  refuseMoved(): void {
    const folder = statSync(dirname(this.#path), { bigint: true, throwIfNoEntry: false })
    if (folder && this.#folder && isSame(folder, this.#folder)) return
    this.#folder = undefined
    for (const [file, identity] of this.#identities) {
      if (identityOf(file) === identity) continue
      throw new Error(
        `${file} was removed or replaced while Latchstring uses it; nothing is stored. Put the same file back, or ` +
          `stop Latchstring, put a complete database at ${this.#path}, and start it again.`,
      )
    }
    if (folder && this.#areHere && Date.now() - Number(folder.mtimeMs) > SETTLED) this.#folder = folder
  }
}

function isSame(one: BigIntStats, other: BigIntStats): boolean {
  return one.mtimeNs === other.mtimeNs && one.ino === other.ino && one.dev === other.dev
}

function identityOf(file: string): string | undefined {
  const stat = statSync(file, { throwIfNoEntry: false })
  return stat && `${stat.dev} ${stat.ino}`
}
