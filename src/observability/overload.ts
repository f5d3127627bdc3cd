/** After so many milliseconds without any of it, an overload is over. */
const CALM = 10_000

export type OverloadSigns = {
  /** How many stanzas have been dropped since the start, because the XMPP server does not keep up. */
  readonly dropped: number
  /** Whether new work is refused. */
  readonly isRefusing: boolean
}

/** Tells when an overload begins and when it is over, however often it is met in between. */
export class OverloadDetector {
  #dropped = 0
  /** When it was met last. */
  #last: number | undefined

  /** `now`: a clock that nobody sets, in milliseconds. */
  look(now: number, { dropped, isRefusing }: OverloadSigns): 'begins' | 'is over' | undefined {
    const isMet = isRefusing || dropped > this.#dropped
    const was = this.#last
    this.#dropped = dropped
    if (isMet) this.#last = now
    if (isMet && was === undefined) return 'begins'
    if (isMet || was === undefined || now - was < CALM) return undefined
    this.#last = undefined
    return 'is over'
  }
}
