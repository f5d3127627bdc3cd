import { performance } from 'node:perf_hooks'

/** In milliseconds: how often it looks, and how long it remembers how late it was. */
const EVERY = 500
const REMEMBERED = 10_000
/** What the clock may differ from the time that has passed, in milliseconds, before it counts as set. */
const SMALLEST_JUMP = 1000

export type LoopEvents = {
  /** The clock was set by so many milliseconds, forward or, below 0, back. */
  onClockJump(by: number): void
}

/** A clock that nobody sets, in milliseconds since some moment; and the one on the wall, in milliseconds since 1970. */
export type Clocks = { readonly steady: () => number; readonly wall: () => number }

const CLOCKS: Clocks = { steady: () => performance.now(), wall: Date.now }

/** Looks often how late the event loop is, and whether the clock was set meanwhile. */
export class EventLoopLag {
  readonly #events: LoopEvents
  readonly #clocks: Clocks
  readonly #timer: NodeJS.Timeout
  #lateness: { at: number; late: number }[] = []
  #last: { steady: number; wall: number }

  constructor(events: LoopEvents, clocks: Clocks = CLOCKS) {
    this.#events = events
    this.#clocks = clocks
    this.#last = this.#now()
    this.#timer = setInterval(() => this.look(), EVERY).unref()
  }

  /** By how many milliseconds the loop was late at its worst, of the last ten seconds and just now. */
  get worst(): number {
    const { steady, late } = this.#lateNow()
    const recent = this.#lateness.filter(({ at }) => steady - at < REMEMBERED)
    return Math.max(late, ...recent.map(one => one.late))
  }

  /** Comes by itself, every half second. */
  look(): void {
    const { steady, wall, late } = this.#lateNow()
    const jump = wall - this.#last.wall - (steady - this.#last.steady)
    this.#lateness = [...this.#lateness.filter(({ at }) => steady - at < REMEMBERED), { at: steady, late }]
    this.#last = { steady, wall }
    if (Math.abs(jump) > SMALLEST_JUMP) this.#events.onClockJump(Math.round(jump))
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  #now() {
    return { steady: this.#clocks.steady(), wall: this.#clocks.wall() }
  }

  #lateNow() {
    const now = this.#now()
    return { ...now, late: Math.max(0, now.steady - this.#last.steady - EVERY) }
  }
}
