/** How long there must be no sign of overload until it is over, in milliseconds. */
const CALM = 10_000

/** The signs of overload. */
export type OverloadSigns = {
  /** The number of stanzas dropped since the start because too many waited for the XMPP server. */
  readonly dropped: number
  /** The pieces of work refused since the start because too much work of their user or room waited. */
  readonly refused: number
}

/** Detects the beginning and the end of an overload. */
export class OverloadDetector {
  #signs: OverloadSigns = { dropped: 0, refused: 0 }
  /** The time of the last sign of the current overload. */
  #last: number | undefined

  /** Evaluates the signs at a monotonic time in milliseconds. Undefined if the state has not changed. */
  update(now: number, signs: OverloadSigns): 'begins' | 'is over' | undefined {
    const isOverloaded = signs.refused > this.#signs.refused || signs.dropped > this.#signs.dropped
    const was = this.#last
    this.#signs = signs
    if (isOverloaded) this.#last = now
    if (isOverloaded && was === undefined) return 'begins'
    if (isOverloaded || was === undefined || now - was < CALM) return undefined
    this.#last = undefined
    return 'is over'
  }
}
