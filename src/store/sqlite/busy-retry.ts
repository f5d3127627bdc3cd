import { setTimeout } from 'node:timers/promises'
import { isBusy } from './faults.js'

/** How long another process, such as `latchstring token`, may hold a lock; and the pause between attempts. Milliseconds. */
const MAX_WAIT = 5000
const PAUSE = 20

/** Retries operations while another process has the database locked, for a limited time. */
export class BusyRetry {
  readonly #maxWait: number
  /** The time after which no operation is retried, as `performance.now`. */
  #deadline = Number.POSITIVE_INFINITY

  /** `maxWait`: milliseconds per operation. */
  constructor(maxWait = MAX_WAIT) {
    this.#maxWait = maxWait
  }

  /** Limits all current and future waits to this number of milliseconds from now. */
  endWithin(milliseconds: number): void {
    this.#deadline = performance.now() + milliseconds
  }

  /** Runs an operation until the database is not locked, without blocking the event loop. Rejects if that takes too long. */
  async run<T>(operation: () => T | Promise<T>): Promise<T> {
    const startedAt = performance.now()
    for (;;) {
      try {
        return await operation()
      } catch (error) {
        if (!isBusy(error)) throw error
        const now = performance.now()
        if (now > Math.min(startedAt + this.#maxWait, this.#deadline)) {
          const waited = Math.round(now - startedAt)
          throw new Error(`Another process has kept the database locked for ${waited} ms.`, { cause: error })
        }
      }
      await setTimeout(PAUSE)
    }
  }
}
