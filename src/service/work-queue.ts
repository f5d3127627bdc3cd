import type { StanzaError } from '../stanza/error.js'
import type { Queued } from './back-pressure.js'
import { InsistentWork } from './retry-queue.js'
import type { Needs, ServiceContext } from './types.js'

/** Work that waits for its batch, and how its outcome is told. */
export type Work = {
  readonly needs: Needs
  readonly handle: (turn: ServiceContext) => void
  readonly refuse?: (turn: ServiceContext, error: StanzaError) => void
  readonly settle?: (refusal: StanzaError | undefined) => void
  readonly insists?: string | true | undefined
  readonly bytes?: number | undefined
}

/** Bounds the time for which others wait, and the size of one transaction. */
const MOST_WORK_IN_A_BATCH = 2000
/** Of those, what follows the first that changes something waits, and is prepared again. */
const MOST_LOOKUPS_IN_A_BATCH = 100
/** What a request counts as, in bytes. */
const REQUEST = 1024

/** All the work that waits, in its order. */
export class WorkQueue {
  readonly #waiting: Work[] = []
  /** What insists and could not be stored. */
  readonly #again = new InsistentWork<Work>()
  #bytes = 0

  get isEmpty(): boolean {
    return this.#waiting.length === 0
  }

  /** Without what is tried again, which has bounds of its own. */
  get queued(): Queued {
    return { works: this.#waiting.length, bytes: this.#bytes }
  }

  push(work: Work): void {
    this.#waiting.push(work)
    this.#bytes += sizeOf(work)
  }

  /** Puts work of a batch back: what the batch had no room for. */
  putBack(works: readonly Work[]): void {
    this.#waiting.unshift(...works)
    for (const work of works) this.#bytes += sizeOf(work)
  }

  /** Puts work back that waits until other work comes. */
  tryAgain(work: Work): void {
    this.#again.keep(work)
  }

  /** Takes the work of the next batch. What is tried again goes first: it came before all that waits. */
  next(): Work[] {
    const works = this.#waiting.splice(0, this.#nextBatch())
    for (const work of works) this.#bytes -= sizeOf(work)
    return [...this.#again.take(), ...works]
  }

  /**
   * How much of what waits goes together. What is looked up shows all that came before it: that is committed first, and
   * what changes something ends the batch, too, where more is to be looked up.
   */
  #nextBatch(): number {
    const isLookup = this.#waiting[0]?.needs.lookup !== undefined
    const most = Math.min(this.#waiting.length, isLookup ? MOST_LOOKUPS_IN_A_BATCH : MOST_WORK_IN_A_BATCH)
    for (let i = 1; i < most; i++) {
      if (this.#waiting[i]?.needs.lookup && !this.#waiting[i - 1]?.needs.lookup) return i
    }
    return most
  }
}

function sizeOf({ bytes = REQUEST }: Work): number {
  return bytes
}
