import { setTimeout as pause } from 'node:timers/promises'

/** In milliseconds, before the second attempt; each further pause is twice as long. */
const FIRST_PAUSE = 1000
const LONGEST_PAUSE = 60_000

/** Spaces what is sent, so that the old service goes on as usual. */
export class Pace {
  readonly #interval: number
  #next = 0

  /** `rate`: stanzas per second. */
  constructor(rate: number) {
    this.#interval = 1000 / rate
  }

  /** Resolves when the next stanza may be sent. */
  async turn(): Promise<void> {
    const now = performance.now()
    const wait = this.#next - now
    this.#next = Math.max(now, this.#next) + this.#interval
    if (wait > 0) await pause(wait)
  }
}

/** How long to wait before another attempt, in milliseconds; `failures` counts those before it, from 1. */
export function pauseAfter(failures: number): number {
  return Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (failures - 1))
}
