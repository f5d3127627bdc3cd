/** How many failures a name may have, 0 for any number, and for how many milliseconds it is locked then. */
export type FailureRules = { readonly most: number; readonly lockedFor: number }

/** Whether a name may try now: yes; not yet, since as many attempts as it has left are under way; not for a while. */
export type Standing = 'free' | 'busy' | 'locked'

type Count = { failures: number; attempts: number; until: number }

/**
 * Strangers choose the names, so these are bounded: beyond, the longest ago is forgotten. Locked names are kept apart,
 * so that they cannot be pushed out by names that are merely tried.
 */
const MOST_NAMES = 10_000

/** Counts the failures of names: accounts, addresses. A count is forgotten as long after its last failure as a lock lasts. */
export class FailureLockout {
  readonly #rules: FailureRules
  readonly #now: () => number
  /** Both in the order of `until`. */
  readonly #counting = new Map<string, Count>()
  readonly #locked = new Map<string, number>()

  /** `now`: milliseconds since 1970. */
  constructor(rules: FailureRules, now: () => number) {
    this.#rules = rules
    this.#now = now
  }

  /** Seconds until a locked name is free again; 0 where it is not locked. */
  waitOf(name: string): number {
    return Math.max(0, Math.ceil(((this.#locked.get(name) ?? 0) - this.#now()) / 1000))
  }

  standingOf(name: string): Standing {
    if (this.#rules.most === 0) return 'free'
    if (this.#isAhead(this.#locked.get(name) ?? 0)) return 'locked'
    const { failures, attempts } = this.#countOf(name)
    return failures + attempts < this.#rules.most ? 'free' : 'busy'
  }

  /** Somebody tries by this name; ends with one of the three below. */
  begins(name: string): void {
    this.#change(name, { attempts: 1, failures: 0 })
  }

  /** Nobody knows whether it would have failed. */
  isVoid(name: string): void {
    this.#change(name, { attempts: -1, failures: 0 })
  }

  fails(name: string): void {
    this.#change(name, { attempts: -1, failures: 1 })
  }

  /** All is forgiven. */
  succeeds(name: string): void {
    const { attempts, failures } = this.#countOf(name)
    this.#change(name, { attempts: -1, failures: -failures })
    if (attempts <= 1) this.#counting.delete(name)
  }

  /** What is further ahead than a lock lasts was set before the clock was put back. */
  #isAhead(until: number): boolean {
    const left = until - this.#now()
    return left > 0 && left <= this.#rules.lockedFor
  }

  #countOf(name: string): Count {
    const count = this.#counting.get(name)
    return count && this.#isAhead(count.until) ? count : { failures: 0, attempts: 0, until: 0 }
  }

  #change(name: string, by: { attempts: number; failures: number }): void {
    const { most, lockedFor } = this.#rules
    if (most === 0) return
    const was = this.#countOf(name)
    const until = this.#now() + lockedFor
    const failures = was.failures + by.failures
    this.#counting.delete(name)
    if (failures >= most) this.#locked.set(name, until)
    else this.#counting.set(name, { failures, attempts: Math.max(0, was.attempts + by.attempts), until })
    this.#sweep(this.#counting, count => count.until)
    this.#sweep(this.#locked, end => end)
  }

  #sweep<V>(names: Map<string, V>, untilOf: (value: V) => number): void {
    for (const [name, value] of names) {
      if (names.size <= MOST_NAMES && untilOf(value) > this.#now()) return
      names.delete(name)
    }
  }
}
