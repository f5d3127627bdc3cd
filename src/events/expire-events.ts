import type { Capability } from '../muc/capability.js'
import { expiry } from '../muc/operations/expiry.js'

/** In milliseconds. */
const EVERY = 10 * 60 * 1000

/** Deletes the events that are older than `events.days` (our own decision). */
export function eventExpiry(): Capability {
  return expiry(EVERY, ({ batch, settings }) => {
    const { kept } = settings.events
    return kept === 0 ? undefined : { kind: 'event-expiry', was: undefined, now: batch.at - kept }
  })
}
