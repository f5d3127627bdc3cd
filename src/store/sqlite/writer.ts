import type { Database } from 'better-sqlite3'
import { OutcomeUnknown, type StoredChange } from '../store.js'
import { BusyRetry } from './busy-retry.js'
import type { DatabaseFiles } from './database-files.js'
import { isIoError } from './faults.js'
import { versionOf } from './migrate.js'

/** How a writer works. */
export type WriterOptions = {
  /** Set if the database is a file. */
  readonly files?: DatabaseFiles | undefined
  readonly retry?: BusyRetry
  /** Milliseconds between attempts to overwrite a transaction of unknown outcome; 1000 where absent. */
  readonly overwriteEvery?: number
}

/** Writes batches. Every batch that it reports as committed exists at the next start, and no other. */
export class Writer {
  readonly #write: (changes: readonly StoredChange[]) => void
  readonly #rewrite: () => void
  readonly #files: DatabaseFiles | undefined
  readonly #retry: BusyRetry
  readonly #overwriteEvery: number
  #overwriting: NodeJS.Timeout | undefined

  /** `write` writes the changes within the writer's transaction. */
  constructor(
    db: Database,
    write: (changes: readonly StoredChange[]) => void,
    { files, retry = new BusyRetry(), overwriteEvery = 1000 }: WriterOptions,
  ) {
    this.#files = files
    this.#retry = retry
    this.#overwriteEvery = overwriteEvery
    const transaction = db.transaction((changes: readonly StoredChange[]) => {
      write(changes)
      files?.refuseMoved()
    })
    // An immediate transaction fails at its beginning if another process writes.
    this.#write = changes => transaction.immediate(changes)
    // SQLite writes this pragma even if the value is the same, unlike an update of a row.
    this.#rewrite = () => void db.pragma(`user_version = ${versionOf(db)}`)
  }

  /**
   * Commits changes in one transaction. Rejects if nothing was written, with `OutcomeUnknown` if the files were moved
   * during the commit.
   */
  async commit(changes: readonly StoredChange[]): Promise<void> {
    try {
      await this.#retry.run(() => this.#write(changes))
    } catch (error) {
      if (isIoError(error)) this.#keepOverwriting()
      throw error
    }
    this.#stopOverwriting()
    try {
      this.#files?.refuseMoved()
    } catch (error) {
      throw new OutcomeUnknown('The database was moved during a commit.', { cause: error })
    }
  }

  /** Writes without changing anything: rejects if a commit would fail. */
  async probe(): Promise<void> {
    await this.#retry.run(() => this.#rewrite())
    this.#files?.refuseMoved()
    this.#stopOverwriting()
  }

  /** Ends the attempts to overwrite. */
  close(): void {
    this.#stopOverwriting()
  }

  /**
   * Overwrites a transaction of unknown outcome. The disk failed, perhaps during fsync: the transaction counts as not
   * committed, but its bytes may follow the last valid one in the log, and after a crash the next start would read them.
   * Any further transaction overwrites them, so this does not wait for the next change.
   */
  #keepOverwriting(): void {
    this.#overwriting ??= setInterval(() => {
      try {
        this.#rewrite()
        this.#stopOverwriting()
      } catch {
        // It still fails; commits report that.
      }
    }, this.#overwriteEvery).unref()
  }

  #stopOverwriting(): void {
    clearInterval(this.#overwriting)
    this.#overwriting = undefined
  }
}
