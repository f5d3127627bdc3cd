import type { Delivery, StoredDelivery } from '../batch.js'

/** Reads what waits in the store, oldest first: so many of those behind this position. */
export type ReadDeliveries = (page: { after: number; most: number }) => Promise<readonly StoredDelivery[]>

/** How many are read at once: each may be as long as a stanza can be. */
const PAGE = 100

/**
 * What is in the store alone, since there was no room for it in memory, and how it comes from there: in its order. With
 * it comes what went into memory from elsewhere and still waits, for nobody knows its position.
 */
export class StoredDeliveries {
  readonly #read: ReadDeliveries
  /** The position of the last one that was read. */
  #last = 0
  #hasMore = false
  #hasMissed = false
  #isReading = false

  constructor(read: ReadDeliveries) {
    this.#read = read
  }

  get hasMore(): boolean {
    return this.#hasMore
  }

  /** Whether there are more, and nobody is reading them already. */
  get mayBeRead(): boolean {
    return this.#hasMore && !this.#isReading
  }

  /** Some may never have been in memory: all of them after a start, the last ones after a commit that ended in doubt. */
  mayHaveMore(): void {
    this.#hasMore = true
    this.#hasMissed = true
  }

  /** Whether one that is in the store now is left there: where memory is full, or where it would overtake. */
  keeps(isFull: boolean): boolean {
    this.#hasMore ||= isFull
    this.#hasMissed = this.#hasMore
    return this.#hasMore
  }

  /** The next ones. Rejects as the store does. */
  async next(): Promise<readonly Delivery[]> {
    this.#isReading = true
    this.#hasMissed = false
    try {
      const page = await this.#read({ after: this.#last, most: PAGE })
      this.#last = page.at(-1)?.position ?? this.#last
      this.#hasMore = page.length === PAGE || this.#hasMissed
      return page
    } finally {
      this.#isReading = false
    }
  }
}
