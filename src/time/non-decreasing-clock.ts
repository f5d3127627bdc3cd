/** In milliseconds. A clock that is kept by NTP is corrected by less than this. */
const SMALL = 60_000

/**
 * The time of this service, made of a clock in milliseconds since 1970. Put back a little, it stands still until the
 * clock has caught up: nothing gets an earlier stamp than what came before it. Put back by more, or put forward, it
 * follows, for the clock was wrong before. What is stored has its order by its place and not by its time, so that it
 * stays in order then as well; and nothing waits for a time that was set by a wrong clock.
 */
export function steadyClock(clock: () => number): () => number {
  let last = Number.NEGATIVE_INFINITY
  return () => {
    const now = clock()
    if (now >= last || last - now > SMALL) last = now
    return last
  }
}
