/** In milliseconds. Ticks come every few seconds: a longer step between two means that the clock was set. */
const JUMP = 2 * 60 * 60 * 1000
/** In milliseconds without a jump. Gives an admin the time to correct a wrong clock. */
const TRUSTED_AFTER = 60 * 60 * 1000

/**
 * Whether the clock is trusted enough to delete old messages. Our own decision: only when it has run for an hour since
 * the start or since it was set.
 */
export class ClockTrust {
  #last: number | undefined
  #since = 0

  /** Records a tick at this time, in milliseconds since 1970. */
  tick(at: number): void {
    if (this.#last === undefined || Math.abs(at - this.#last) > JUMP) this.#since = at
    this.#last = at
  }

  get isTrusted(): boolean {
    return this.#last !== undefined && this.#last - this.#since >= TRUSTED_AFTER
  }
}
