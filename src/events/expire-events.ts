import type { Capability } from '../muc/capability.js'

/** In milliseconds. Each run costs a commit. */
const EVERY = 10 * 60 * 1000

/** Deletes the events that are older than `events.days` (our own decision). */
export function eventExpiry(): Capability {
  let last = Number.NEGATIVE_INFINITY
  return {
    onTick({ batch, clock, settings }) {
      const { kept } = settings.events
      const isEarly = Math.abs(batch.at - last) < EVERY
      if (kept === 0 || isEarly || !clock.isTrusted) return
      last = batch.at
      batch.change({ kind: 'event-expiry', was: undefined, now: batch.at - kept })
    },
  }
}
