import type { Database } from 'better-sqlite3'
import { OutcomeUnknown, type StoredChange } from '../store.js'
import { isIoError } from './faults.js'
import { versionOf } from './migrate.js'
import { Patience } from './patience.js'
import type { Place } from './place.js'

export type WriterOptions = {
  /** Where the database is a file. */
  readonly place?: Place | undefined
  readonly patience?: Patience
  /** How often it is tried to overwrite what a failed disk may have kept, in milliseconds; 1000 where absent. */
  readonly settledEvery?: number
}

/** Writes batches so that what is said to be on the disk is found there at the next start. */
export class Writer {
  readonly #write: (changes: readonly StoredChange[]) => void
  readonly #rewrite: () => void
  readonly #place: Place | undefined
  readonly #patience: Patience
  readonly #settledEvery: number
  #settling: NodeJS.Timeout | undefined

  /** `write` writes the changes inside a transaction. */
  constructor(
    db: Database,
    write: (changes: readonly StoredChange[]) => void,
    { place, patience = new Patience(), settledEvery = 1000 }: WriterOptions,
  ) {
    this.#place = place
    this.#patience = patience
    this.#settledEvery = settledEvery
    const transaction = db.transaction((changes: readonly StoredChange[]) => {
      write(changes)
      place?.refuseMoved()
    })
    // Where another process writes, that shows before anything is done.
    this.#write = changes => transaction.immediate(changes)
    // An update that changes nothing is not written at all; this is.
    this.#rewrite = () => void db.pragma(`user_version = ${versionOf(db)}`)
  }

  /** Rejects where nothing was written; with `OutcomeUnknown` where it was, but perhaps to files that are gone. */
  async commit(changes: readonly StoredChange[]): Promise<void> {
    try {
      await this.#patience.with(() => this.#write(changes))
    } catch (error) {
      if (isIoError(error)) this.#settle()
      throw error
    }
    this.#settled()
    try {
      this.#place?.refuseMoved()
    } catch (error) {
      throw new OutcomeUnknown('The database was moved while it was written to.', { cause: error })
    }
  }

  /** Writes what is there already: rejects where a commit would, too. */
  async probe(): Promise<void> {
    await this.#patience.with(() => this.#rewrite())
    this.#place?.refuseMoved()
    this.#settled()
  }

  close(): void {
    this.#settled()
  }

  /**
   * The disk failed, perhaps just when it had to confirm (fsync). The transaction counts for nobody, but its bytes may
   * stand behind the last good one, where a crash would make the next start read them. The next transaction overwrites
   * them: that need not wait until somebody wants something.
   */
  #settle(): void {
    this.#settling ??= setInterval(() => {
      try {
        this.#rewrite()
        this.#settled()
      } catch {
        // It still fails; whoever wants something stored is told so.
      }
    }, this.#settledEvery).unref()
  }

  #settled(): void {
    clearInterval(this.#settling)
    this.#settling = undefined
  }
}
