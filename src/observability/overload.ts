/** How long there must be no sign of overload until it is over, in milliseconds. */
const CALM = 10_000

/** The signs of overload. */
export type OverloadSigns = {
  /** The number of stanzas dropped since the start because the XMPP server is too slow. */
  readonly dropped: number
  /** Whether the service refuses new work. */
  readonly isRefusing: boolean
}

/** Detects the beginning and the end of an overload. */
export class OverloadDetector {
  #dropped = 0
  /** The time of the last sign of the current overload. */
  #last: number | undefined

  /** Evaluates the signs at a monotonic time in milliseconds. Undefined if the state has not changed. */
  update(now: number, { dropped, isRefusing }: OverloadSigns): 'begins' | 'is over' | undefined {
    const isOverloaded = isRefusing || dropped > this.#dropped
    const was = this.#last
    this.#dropped = dropped
    if (isOverloaded) this.#last = now
    if (isOverloaded && was === undefined) return 'begins'
    if (isOverloaded || was === undefined || now - was < CALM) return undefined
    this.#last = undefined
    return 'is over'
  }
}
