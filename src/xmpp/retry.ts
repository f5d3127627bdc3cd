import type { Clock } from '../time/monotonic-clock.js'

const [SHORTEST_DELAY, LONGEST_DELAY] = [100, 5000]
/** After a link that lasted longer than this, the next delay is short again. In milliseconds. */
const GOOD_LINK = 5000

/**
 * Schedules attempts to connect, with exponential back-off up to `LONGEST_DELAY`. Each delay is shortened at random by
 * up to a half, so that many components do not reconnect to a server in step.
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

  /** A link was lost after `lasted` milliseconds, or an attempt failed. Returns whether the link was good. */
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
