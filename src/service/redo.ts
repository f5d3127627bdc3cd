import { type Clock, monotonicClock } from '../time/monotonic-clock.js'
import type { Work } from './work-queue.js'

/** In milliseconds: how long work that meets conflicts is done again. */
const PATIENCE = 5000
/** In milliseconds: the longest pause. The shortest is a fifth, at random: two instances must not meet again each time. */
const LONGEST_PAUSE = 50

type Pause = { readonly works: ReadonlySet<Work>; readonly rooms: ReadonlySet<string>; readonly over: Promise<void> }

/** Its timers keep the process alive, since work waits for them. */
const wakefulClock: Clock = {
  now: monotonicClock.now,
  after(milliseconds, call) {
    const timer = setTimeout(call, milliseconds)
    return () => clearTimeout(timer)
  },
}

export type RedoOptions = {
  readonly clock?: Clock | undefined
  /** Called when a pause is over. */
  resume(): void
}

/**
 * The work that conflicts have undone. After its first conflict it is done again at once, after any further one behind a
 * pause. Then all work of the same rooms waits, so that a room keeps the order of its work, and all other work goes on.
 */
export class Redo {
  readonly #clock: Clock
  readonly #resume: () => void
  /** Since when the work meets conflicts only. */
  readonly #since = new Map<Work, number>()
  readonly #pauses = new Set<Pause>()

  constructor({ clock = wakefulClock, resume }: RedoOptions) {
    this.#clock = clock
    this.#resume = resume
  }

  /**
   * A conflict has undone work of these rooms (bare JIDs and REST ids). Returns the part of the work that is not to be done
   * again, because it has met conflicts for too long.
   */
  undone(works: readonly Work[], rooms: Iterable<string>): Work[] {
    const now = this.#clock.now()
    const isAgain = works.some(work => this.#since.has(work))
    for (const work of works) if (!this.#since.has(work)) this.#since.set(work, now)
    const late = works.filter(work => now - (this.#since.get(work) ?? now) >= PATIENCE)
    if (isAgain && late.length < works.length) this.#pauseFor(new Set(works), new Set(rooms))
    return late
  }

  /** The work of a batch is done or refused. What is left of it, for a batch can be full, or is retried, starts afresh. */
  over(works: readonly Work[]): void {
    if (this.#since.size > 0) for (const work of works) this.#since.delete(work)
  }

  /** Whether the work waits for the end of a pause. */
  holds(work: Work): boolean {
    if (this.#pauses.size === 0) return false
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
    const delay = LONGEST_PAUSE * (0.2 + Math.random() * 0.8)
    const over = new Promise<void>(resolve => this.#clock.after(delay, resolve)).then(() => {
      this.#pauses.delete(pause)
      this.#resume()
    })
    const pause = { works, rooms, over }
    this.#pauses.add(pause)
  }
}
