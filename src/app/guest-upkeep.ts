import { dueLookup, settleDueGuests } from '../guests/due.js'
import type { Service } from '../service/types.js'

/**
 * Makes the periodic work on guests: each call looks at the next guests, a bounded number, and ends those who are due.
 * `now` gives milliseconds since 1970; `enabled`: whether the service has guests. Rejects if the service cannot do it.
 */
export function guestUpkeep(
  service: Pick<Service, 'run'>,
  { now, enabled }: { now: () => number; enabled: boolean },
): () => Promise<void> {
  let after = ''
  return async () => {
    after = await service.run({ lookup: dueLookup(after, { now: now(), enabled }) }, settleDueGuests)
  }
}
