import type { Context } from '../muc/context.js'
import type { Lookup } from '../muc/model/lookup.js'

/** The links of which one piece of work tells: their rooms must be loaded. Our own decision. */
const MOST = 20

/**
 * The look-up of the next links whose time is over, also while the service was down, but not longer ago than events are kept.
 * `now` is in milliseconds since 1970; `kept` is how long events are kept.
 */
export function endedLinksLookup({ now, kept }: { now: number; kept: number }): Lookup {
  return {
    endedLinks: { after: now - kept, until: now, most: MOST },
    further: ({ found: { endedLinks = [] } }) => ({ loadIds: endedLinks.map(({ roomId }) => roomId).filter(Boolean) }),
  }
}

/**
 * Notes the end of the links that the look-up has found, of which `eventsOf` then tells: the end of a time is no act of a
 * person. Returns whether there may be more of them.
 */
export function tellEndedLinks({ batch, found: { endedLinks = [] } }: Pick<Context, 'batch' | 'found'>): boolean {
  for (const now of endedLinks) batch.change({ kind: 'link-end', was: undefined, now })
  return endedLinks.length === MOST
}
