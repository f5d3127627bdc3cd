import { endedLinksLookup, tellEndedLinks } from '../events/ended-links.js'
import type { Service } from '../service/types.js'

/** The portions of one call: the other periodic work waits for them. */
const MOST = 50

/**
 * Makes the periodic work that tells apps of the links whose time is over. `now` gives milliseconds since 1970; `kept` is how long
 * events are kept, in milliseconds; 0: there are none. Rejects if the service cannot do it.
 */
export function linkEnds(
  service: Pick<Service, 'run'>,
  { now, kept }: { now: () => number; kept: number },
): () => Promise<void> {
  return async () => {
    for (let portions = 0; kept > 0 && portions < MOST; portions++) {
      const goesOn = await service.run({ lookup: endedLinksLookup({ now: now(), kept }) }, tellEndedLinks)
      if (!goesOn) return
    }
  }
}
