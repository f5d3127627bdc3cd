import type { Capability } from '../capability.js'
import { probe } from '../operations/liveness-probe.js'

/** Probes per tick. After a jump of the clock, all clients may count as silent at once. */
const MOST_AT_ONCE = 500

/**
 * XEP-0045 §18.1.2: probes clients that have been silent for `checkSilentAfter` minutes, because they may be ghosts.
 */
export const ghost: Capability = {
  onTick(context) {
    const { batch, rooms, lastSeen, settings } = context
    const { checkSilentAfter } = settings
    if (checkSilentAfter === 0) return
    const since = batch.at - checkSilentAfter * 60_000
    const taken = lastSeen.takeSilent({ since, now: batch.at, most: MOST_AT_ONCE })
    if (taken.length > 0) batch.onRevert(() => lastSeen.putBack(taken))
    for (const silent of taken) {
      if (rooms.get(silent.room)?.nicks.has(silent.session)) probe(context, silent)
    }
  },
}
