import { forgetFoundBans } from '../guests/bans.js'
import { dueLookup, settleDueGuests } from '../guests/due.js'
import { clearingLookup, continueFoundClearing } from '../invites/clearing.js'
import { forgetFoundVouches } from '../invites/vouch/vouched.js'
import type { Lookup } from '../muc/model/lookup.js'
import type { Service } from '../service/types.js'

/** How many bans, and how many vouched people, one call forgets: each may be in a room that must be loaded. */
const MOST_OVER = 50

/**
 * Makes the periodic work on guests: each call looks at the next guests, a bounded number, and ends those who are due; and
 * it forgets the oldest bans of guests and vouched people that are over, also in rooms where nothing happens; and it
 * continues to remove the people of a link, after a restart or a failed commit. `now` gives
 * milliseconds since 1970; `enabled`: whether the service has guests. Rejects if the service cannot do it.
 */
export function guestUpkeep(
  service: Pick<Service, 'run'>,
  { now, enabled }: { now: () => number; enabled: boolean },
): () => Promise<void> {
  let after = ''
  return async () => {
    after = await service.run({ lookup: dueLookup(after, { now: now(), enabled }) }, settleDueGuests)
    await service.run({ lookup: overLookup(now()) }, context => {
      forgetFoundBans(context)
      forgetFoundVouches(context)
    })
    await service.run({ lookup: clearingLookup }, continueFoundClearing)
  }
}

function overLookup(at: number): Lookup {
  const asked = { at, most: MOST_OVER }
  return {
    guestBansOver: asked,
    vouchedOver: asked,
    further: ({ found: { guestBansOver = [], vouchedOver = [] } }) => ({
      load: [...guestBansOver, ...vouchedOver].map(({ room }) => room),
    }),
  }
}
