import { monitorEventLoopDelay } from 'node:perf_hooks'

/** Nanoseconds in a millisecond. */
const MILLISECOND = 1e6
/** Milliseconds between two looks at the event loop. */
const RESOLUTION = 5

/** Measures for how long the event loop is held. It is that of the service and of the fuzzer together. */
export class Holds {
  readonly #delay = monitorEventLoopDelay({ resolution: RESOLUTION })

  constructor() {
    this.#delay.enable()
  }

  /** Ends the measurement. Returns the longest hold, and the one that one look in a thousand exceeds. */
  stop(): Readonly<Record<'longestHold' | 'holdP999', string>> {
    this.#delay.disable()
    const shown = (nanoseconds: number) => `${Math.max(0, Math.round(nanoseconds / MILLISECOND) - RESOLUTION)} ms`
    return { longestHold: shown(this.#delay.max), holdP999: shown(this.#delay.percentile(99.9)) }
  }
}
