import type { Clock } from '../time/monotonic-clock.js'
import type { Work } from './work-queue.js'

/** In milliseconds: how long work that meets conflicts is done again. */
const PATIENCE = 5000
/** In milliseconds: two instances that want the same room must not meet again each time, so a pause is random between these. */
const PAUSE = { least: 10, most: 50 }

type Pause = { readonly works: ReadonlySet<Work>; readonly rooms: ReadonlySet<string>; readonly over: Promise<void> }

export type RedoOptions = {
  readonly clock: Clock
  /** Called when a pause is over. */
  resume(): void
}

/**
 * The work that conflicts have undone. After its first conflict it is done again at once, after any further one behind a
 * pause. Then all work of the same rooms waits, so that a room keeps the order of its work, and all other work goes on.
 */
export class Redo {
  readonly #options: RedoOptions
  /** When the work met its first conflict. */
  readonly #since = new WeakMap<Work, number>()
  readonly #pauses = new Set<Pause>()

  constructor(options: RedoOptions) {
    this.#options = options
  }

  /**
   * A conflict has undone work of these rooms (bare JIDs and REST ids). Returns the part of the work that is not to be done
   * again, because it has met conflicts for too long.
   */
  undone(works: readonly Work[], rooms: Iterable<string>): Work[] {
    const now = this.#options.clock.now()
    const isAgain = works.some(work => this.#since.has(work))
    const late = new Set(works.filter(work => now - (this.#since.get(work) ?? now) >= PATIENCE))
    for (const work of works) {
      if (late.has(work)) this.#since.delete(work)
      else if (!this.#since.has(work)) this.#since.set(work, now)
    }
    if (isAgain && late.size < works.length) this.#pauseFor(new Set(works), new Set(rooms))
    return [...late]
  }

  /** Whether the work waits for the end of a pause. */
  holds(work: Work): boolean {
    const { room = '', roomId = '' } = work.needs
    for (const { works, rooms } of this.#pauses)
      if (works.has(work) || rooms.has(room) || rooms.has(roomId)) return true
    return false
  }

  /** Resolves when a pause is over; undefined if there is none. */
  get pause(): Promise<void> | undefined {
    const [pause] = this.#pauses
    return pause?.over
  }

  #pauseFor(works: ReadonlySet<Work>, rooms: ReadonlySet<string>): void {
    const { clock, resume } = this.#options
    const length = PAUSE.least + Math.random() * (PAUSE.most - PAUSE.least)
    const over = new Promise<void>(resolve => clock.after(length, resolve)).then(() => {
      this.#pauses.delete(pause)
      resume()
    })
    const pause = { works, rooms, over }
    this.#pauses.add(pause)
  }
}
