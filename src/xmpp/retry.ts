import type { Clock } from '../time/monotonic-clock.js'

/** In milliseconds: a restart of the server costs no more than this, if it takes no longer than `EAGER_FOR`. */
const EAGER_DELAY = 200
const EAGER_FOR = 15_000
const LONGEST_DELAY = 5000
/** The longest pause of an instance whose place another has taken again, in milliseconds. */
const REPLACED_DELAY = 120_000
/** After a link that lasted longer than this, the next delay is short again. In milliseconds. */
const GOOD_LINK = 5000

/**
 * Schedules attempts to connect: often during the first seconds of a trouble, then with exponential back-off up to
 * `LONGEST_DELAY`. Each delay is shortened at random by up to a half, so that many components do not reconnect to a
 * server in step.
 */
export class Retry {
  readonly #clock: Clock
  readonly #attempt: () => void
  #since: number | undefined
  #delay = EAGER_DELAY
  #callOff: () => void = () => {}

  constructor(clock: Clock, attempt: () => void) {
    this.#clock = clock
    this.#attempt = attempt
  }

  /** A link was lost after `lasted` milliseconds, or an attempt failed. Returns whether the link was good. */
  afterEnd(lasted: number | undefined): boolean {
    const wasGood = lasted !== undefined && lasted > GOOD_LINK
    const now = this.#clock.now()
    if (wasGood || this.#since === undefined) {
      this.#since = now
      this.#delay = EAGER_DELAY
    } else if (now - this.#since >= EAGER_FOR) this.#delay = Math.min(LONGEST_DELAY, this.#delay * 2)
    this.#schedule(this.#delay)
    return wasGood
  }

  /** Another instance has the place of this one: tries after one to two minutes. */
  afterReplaced(): void {
    this.#since = undefined
    this.#schedule(REPLACED_DELAY)
  }

  stop(): void {
    this.#callOff()
  }

  #schedule(delay: number): void {
    this.#callOff()
    this.#callOff = this.#clock.after(delay * (0.5 + Math.random() / 2), this.#attempt)
  }
}
