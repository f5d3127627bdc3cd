/** In milliseconds: ticks come every few seconds, so the clock has been put where so much lies between two of them. */
const JUMP = 2 * 60 * 60 * 1000
/** How long a clock must have gone on without that. An admin who has put it wrongly has time to put it right. */
const TRUSTED_AFTER = 60 * 60 * 1000

/**
 * Whether the clock can be believed, so far that what is old may be let go for ever. Our own decision: not after a start,
 * nor after it was put forward or back, until some time has passed.
 */
export class ClockTrust {
  #last: number | undefined
  #since = 0

  /** A tick has come at this time, in milliseconds since 1970. */
  tick(at: number): void {
    if (this.#last === undefined || Math.abs(at - this.#last) > JUMP) this.#since = at
    this.#last = at
  }

  get isTrusted(): boolean {
    return this.#last !== undefined && this.#last - this.#since >= TRUSTED_AFTER
  }
}
