import { performance } from 'node:perf_hooks'

/** Time as the link needs it: it goes forward only, whatever becomes of the time of day. */
export interface Clock {
  /** Milliseconds since a moment that stays the same. */
  now(): number
  /** Calls once, so many milliseconds from now; what waits keeps no process alive. Returns how to call it off. */
  after(milliseconds: number, call: () => void): () => void
}

export const monotonicClock: Clock = {
  now: () => performance.now(),
  after(milliseconds, call) {
    const timer = setTimeout(call, milliseconds).unref()
    return () => clearTimeout(timer)
  },
}
