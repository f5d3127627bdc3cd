import type { Delivery, StoredDelivery } from '../batch.js'

/** Reads at most `most` waiting deliveries behind the position `after` from the store, oldest first. */
export type ReadDeliveries = (page: { after: number; most: number }) => Promise<readonly StoredDelivery[]>

/** The number of deliveries that are read at once: each may be as long as a stanza can be. */
const PAGE = 100

/**
 * Reads the deliveries that are in the store alone because memory was full, in order. A page may also hold deliveries
 * that are in memory and still wait: their positions are not known.
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

  /** Whether the store has more, and no read is under way. */
  get mayBeRead(): boolean {
    return this.#hasMore && !this.#isReading
  }

  /** The store may have more: after a start, and after a commit whose result is unknown. `fromStart`: at any position. */
  mayHaveMore({ fromStart = false } = {}): void {
    if (fromStart) this.#last = 0
    this.#hasMore = true
    this.#hasMissed = true
  }

  /** Reads nothing more until `mayHaveMore`, and then from the start. */
  forget(): void {
    this.#last = 0
    this.#hasMore = false
    this.#hasMissed = false
  }

  /** Whether a new delivery stays in the store alone: memory is full, or it would overtake others in the store. */
  keeps(isFull: boolean): boolean {
    this.#hasMore ||= isFull
    this.#hasMissed = this.#hasMore
    return this.#hasMore
  }

  /** Reads the next page. Rejects as the store does. */
  async next(): Promise<readonly Delivery[]> {
    this.#isReading = true
    this.#hasMissed = false
    try {
      const after = this.#last
      const page = await this.#read({ after, most: PAGE })
      // Meanwhile reading may have begun from the start.
      if (this.#last === after) this.#last = page.at(-1)?.position ?? after
      this.#hasMore = page.length === PAGE || this.#hasMissed
      return page
    } finally {
      this.#isReading = false
    }
  }
}
