import { performance } from 'node:perf_hooks'

/** Milliseconds between two measurements, and the time for which a delay is remembered. */
const INTERVAL = 500
const REMEMBERED = 10_000
/** The smallest difference, in milliseconds, between the wall clock and the elapsed time that counts as a change. */
const SMALLEST_JUMP = 1000

/** What a measurement can find. */
export type LagEvents = {
  /** The wall clock was set forward by this many milliseconds, or back if negative. */
  onClockJump(by: number): void
}

/** A monotonic clock, in milliseconds; and the wall clock, in milliseconds since 1970. */
export type Clocks = { readonly steady: () => number; readonly wall: () => number }

const CLOCKS: Clocks = { steady: () => performance.now(), wall: Date.now }

/**
 * Measures twice a second how late the event loop is, and whether the wall clock was set. `monitorEventLoopDelay` of
 * Node.js would measure the delay only.
 */
export class EventLoopLag {
  readonly #events: LagEvents
  readonly #clocks: Clocks
  readonly #timer: NodeJS.Timeout
  #lateness: { at: number; late: number }[] = []
  #last: { steady: number; wall: number }

  constructor(events: LagEvents, clocks: Clocks = CLOCKS) {
    this.#events = events
    this.#clocks = clocks
    this.#last = this.#now()
    this.#timer = setInterval(() => this.measure(), INTERVAL).unref()
  }

  /** The longest delay of the last ten seconds in milliseconds, a current hang included. */
  get worst(): number {
    const { steady, late } = this.#lateNow()
    const recent = this.#lateness.filter(({ at }) => steady - at < REMEMBERED)
    return Math.max(late, ...recent.map(one => one.late))
  }

  /** Takes a measurement. A timer calls this every half second. */
  measure(): void {
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
    return { ...now, late: Math.max(0, now.steady - this.#last.steady - INTERVAL) }
  }
}
