import type { Capability } from '../capability.js'
import { probe } from '../operations/liveness-probe.js'

/** Bounds what one tick sends, after a clock that was put forward for one. */
const MOST_AT_ONCE = 500

/** XEP-0045 §18.1.2: a client that has been silent for long may be gone without a word; it is looked for. */
export const ghost: Capability = {
  onTick(context) {
    const { batch, rooms, lastSeen, settings } = context
    const { checkSilentAfter } = settings
    if (checkSilentAfter === 0) return
    const since = batch.at - checkSilentAfter * 60_000
    for (const silent of lastSeen.takeSilent({ since, now: batch.at, most: MOST_AT_ONCE })) {
      if (rooms.get(silent.room)?.nicks.has(silent.session)) probe(context, silent)
    }
  },
}
