import { setTimeout } from 'node:timers/promises'
import { isBusy } from './faults.js'

/** In milliseconds: how long another process may write, such as `latchstring token`, until that is a failure. */
const LONGEST = 5000
const PAUSE = 20

/** How long what is to be read or written waits for another process that keeps the database locked. */
export class Patience {
  readonly #longest: number
  /** When it is over, whatever began when; as `performance.now`. */
  #endsAt = Number.POSITIVE_INFINITY

  /** `longest` is in milliseconds, for each piece of work. */
  constructor(longest = LONGEST) {
    this.#longest = longest
  }

  /** It is over in so many milliseconds, for all that waits and for all that comes. */
  endIn(milliseconds: number): void {
    this.#endsAt = performance.now() + milliseconds
  }

  /** Tries again while the database is locked; the event loop goes on meanwhile. */
  async with<T>(work: () => T): Promise<T> {
    const startedAt = performance.now()
    for (;;) {
      try {
        return work()
      } catch (error) {
        if (!isBusy(error)) throw error
        const now = performance.now()
        if (now > Math.min(startedAt + this.#longest, this.#endsAt)) {
          const waited = Math.round(now - startedAt)
          throw new Error(`Another process has kept the database locked for ${waited} ms.`, { cause: error })
        }
      }
      await setTimeout(PAUSE)
    }
  }
}
