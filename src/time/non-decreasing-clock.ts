/** In milliseconds. NTP corrects a clock by less than this. */
const MAX_CORRECTION = 60_000

/**
 * Makes a clock for timestamps from one that may be set back; both give milliseconds since 1970.
 *
 * Set back by at most `MAX_CORRECTION`, it stands still until the clock behind it has caught up, so that no timestamp
 * is earlier than the one before it. Set back by more, or forward, it follows at once: the clock was wrong before, and
 * no timeout must depend on a wrong time. Stored rows then stay in order too, because their position orders them.
 */
export function nonDecreasingClock(clock: () => number): () => number {
  let last = Number.NEGATIVE_INFINITY
  return () => {
    const now = clock()
    if (now >= last || last - now > MAX_CORRECTION) last = now
    return last
  }
}
