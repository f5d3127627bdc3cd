import type { Clock } from '../../src/time/monotonic-clock.js'

type Alarm = { readonly at: number; readonly call: () => void }

/** A clock that stands still until the test lets time pass. */
export class TestClock implements Clock {
  #now = 0
  readonly #alarms = new Set<Alarm>()

  now(): number {
    return this.#now
  }

  after(milliseconds: number, call: () => void): () => void {
    const alarm = { at: this.#now + milliseconds, call }
    this.#alarms.add(alarm)
    return () => void this.#alarms.delete(alarm)
  }

  /** Lets this time pass, and runs the timers that are due, each at its time. */
  passes(milliseconds: number): void {
    const end = this.#now + milliseconds
    for (let next = this.#first(end); next; next = this.#first(end)) {
      this.#alarms.delete(next)
      this.#now = next.at
      next.call()
    }
    this.#now = end
  }

  #first(end: number): Alarm | undefined {
    return [...this.#alarms].filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0]
  }
}
