/** The frames that one connection may send at once, and those it may send per second afterwards. Our own decision. */
const BURST = 200
const PER_SECOND = 20

/**
 * How fast a connection is read: a client that sends more waits, so that it cannot keep the service from the others. What
 * the client sends beyond stays in its own network.
 */
export class ReadPace {
  #left = BURST
  #at: number

  /** `now`: milliseconds of a clock that does not go back. */
  constructor(now: number) {
    this.#at = now
  }

  /** A frame was read. Returns the milliseconds for which no further one should be read. */
  read(now: number): number {
    this.#left = Math.min(BURST, this.#left + ((now - this.#at) * PER_SECOND) / 1000) - 1
    this.#at = now
    return this.#left >= 0 ? 0 : Math.ceil((-this.#left * 1000) / PER_SECOND)
  }
}
