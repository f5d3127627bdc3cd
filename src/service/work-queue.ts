import type { StanzaError } from '../stanza/error.js'
import type { Queued } from './back-pressure.js'
import { RetryQueue } from './retry-queue.js'
import type { Needs, ServiceContext } from './types.js'

/**
 * A piece of work that waits for its batch. `handle` does it. `refuse` sends the refusal and may only send; `settle`
 * gives the outcome to the caller after the commit.
 */
export type Work = {
  readonly needs: Needs
  readonly handle: (context: ServiceContext) => void
  readonly refuse?: (context: ServiceContext, error: StanzaError) => void
  readonly settle?: (refusal: StanzaError | undefined) => void
  readonly mustRetry?: string | true | undefined
  readonly bytes?: number | undefined
}

/** Bounds the duration of a batch, for which later work waits, and the size of its transaction. */
const MAX_WORK = 2000
/** The same for work with look-ups: after the first change in a batch, the rest waits and is prepared again. */
const MAX_LOOKUPS = 100
/** The length that is assumed for a request, in bytes. */
const REQUEST_BYTES = 1024

/** The work that waits, in the order of its arrival. */
export class WorkQueue {
  readonly #waiting: Work[] = []
  /** What mustRetry and could not be stored. */
  readonly #retries = new RetryQueue<Work>()
  #bytes = 0

  get isEmpty(): boolean {
    return this.#waiting.length === 0
  }

  /** The work that waits, without the retries, which have limits of their own. */
  get queued(): Queued {
    return { works: this.#waiting.length, bytes: this.#bytes }
  }

  push(work: Work): void {
    this.#waiting.push(work)
    this.#bytes += sizeOf(work)
  }

  /** Puts back to the front the work that a full batch did not accept. */
  putBack(works: readonly Work[]): void {
    this.#waiting.unshift(...works)
    for (const work of works) this.#bytes += sizeOf(work)
  }

  /** Keeps must-retry work for the next batch that other work causes. */
  retryLater(work: Work): void {
    this.#retries.keep(work)
  }

  /** Removes and returns the work of the next batch, the retries first: they arrived before all that waits. */
  next(): Work[] {
    const works = this.#waiting.splice(0, this.#nextLength())
    for (const work of works) this.#bytes -= sizeOf(work)
    return [...this.#retries.takeAll(), ...works]
  }

  /**
   * The length of the next batch. A look-up reads from the store and must see the changes of all earlier work, so it
   * does not follow work without a look-up in the same batch.
   */
  #nextLength(): number {
    const isLookup = this.#waiting[0]?.needs.lookup !== undefined
    const most = Math.min(this.#waiting.length, isLookup ? MAX_LOOKUPS : MAX_WORK)
    for (let i = 1; i < most; i++) {
      if (this.#waiting[i]?.needs.lookup && !this.#waiting[i - 1]?.needs.lookup) return i
    }
    return most
  }
}

function sizeOf({ bytes = REQUEST_BYTES }: Work): number {
  return bytes
}
