import { performance } from 'node:perf_hooks'

/** A clock that never goes back, for timeouts and intervals. */
export interface Clock {
  /** Milliseconds since a fixed moment. */
  now(): number
  /**
   * Calls `call` once after this time; the timer does not keep the process alive. Returns a function that cancels it.
   */
  after(milliseconds: number, call: () => void): () => void
}

export const monotonicClock: Clock = {
  now: () => performance.now(),
  after(milliseconds, call) {
    const timer = setTimeout(call, milliseconds).unref()
    return () => clearTimeout(timer)
  },
}
