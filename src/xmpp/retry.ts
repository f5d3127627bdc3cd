import type { Clock } from '../time/monotonic-clock.js'

const [SHORTEST_DELAY, LONGEST_DELAY] = [100, 5000]
/** A link that lasted this long was a good one: the next delay is short again. In milliseconds. */
const GOOD_LINK = 5000

/**
 * When the next attempt to connect is made: soon after a good link, then ever later, up to every five seconds or so.
 * Each delay is cut by chance, so that many components do not come back to a server in step.
 */
export class Retry {
  readonly #clock: Clock
  readonly #attempt: () => void
  #failures = 0
  #callOff: () => void = () => {}

  constructor(clock: Clock, attempt: () => void) {
    this.#clock = clock
    this.#attempt = attempt
  }

  /** A link is lost, or an attempt has failed. `lasted` is for how long it was up, in milliseconds. Returns if it was good. */
  afterEnd(lasted: number | undefined): boolean {
    const wasGood = lasted !== undefined && lasted > GOOD_LINK
    this.#failures = wasGood ? 0 : this.#failures + 1
    const delay = Math.min(LONGEST_DELAY, SHORTEST_DELAY * 2 ** this.#failures)
    this.#callOff()
    this.#callOff = this.#clock.after(delay * (0.5 + Math.random() / 2), this.#attempt)
    return wasGood
  }

  stop(): void {
    this.#callOff()
  }
}
