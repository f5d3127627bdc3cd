import type { Delivery } from '../batch.js'

/** Reads what waits in the store, oldest first: so many of those that come after this one, or the first. */
export type ReadDeliveries = (page: { after?: string | undefined; most: number }) => Promise<readonly Delivery[]>

/** How many are read at once: each may be as long as a stanza can be. */
const PAGE = 100

/** What is in the store alone, since there was no room for it in memory, and how it comes from there: in its order. */
export class StoredDeliveries {
  readonly #read: ReadDeliveries
  /** The last one that is or was in memory. */
  #last: string | undefined
  #hasMore = false
  #hasMissed = false
  #isReading = false

  constructor(read: ReadDeliveries) {
    this.#read = read
  }

  get hasMore(): boolean {
    return this.#hasMore
  }

  /** After a start all of them are in the store alone. */
  startOver(): void {
    this.#hasMore = true
  }

  /** Whether this one, which is in the store now, is left there: where memory is full, or where it would overtake. */
  keeps({ id }: Delivery, isFull: boolean): boolean {
    this.#hasMore ||= isFull
    this.#hasMissed = this.#hasMore
    if (!this.#hasMore) this.#last = id
    return this.#hasMore
  }

  /** The next ones; none where there are none, or where they are being read. Rejects as the store does. */
  async next(): Promise<readonly Delivery[]> {
    if (!this.#hasMore || this.#isReading) return []
    this.#isReading = true
    this.#hasMissed = false
    try {
      const page = await this.#read({ after: this.#last, most: PAGE })
      this.#last = page.at(-1)?.id ?? this.#last
      this.#hasMore = page.length === PAGE || this.#hasMissed
      return page
    } finally {
      this.#isReading = false
    }
  }
}
