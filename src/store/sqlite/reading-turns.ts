import { setImmediate as nextTurn } from 'node:timers/promises'

/** How long a reader of many rooms reads before other events get a turn, in milliseconds. */
const LONGEST = 10

/**
 * Shares the event loop while many rooms are read: some have a thousand times as many rows as others, so the time is
 * measured. Each reader has its own.
 */
export class ReadingTurns {
  #since = performance.now()

  /** Call it before each room. Lets other events run first if this reader has read for long enough. */
  async next(): Promise<void> {
    if (performance.now() - this.#since < LONGEST) return
    await nextTurn()
    this.#since = performance.now()
  }
}
