/** `most`: the failures after which a name is locked, 0 for no limit. `lockedFor`: milliseconds. */
export type FailureRules = { readonly most: number; readonly lockedFor: number }

/** Whether a name may try now. `busy`: attempts under way use up the failures that are left. */
export type LockState = 'free' | 'busy' | 'locked'

type Count = { failures: number; attempts: number; until: number }

/**
 * Clients choose the names, so their number is limited: above it, the oldest is dropped. Locked names are kept in a map
 * of their own, so that attempts with new names cannot displace them.
 */
const MAX_NAMES = 10_000
/** The attempts of one name that may wait for the outcome of others. */
const MOST_WAITING = 1000

/** Locks a name (an account, an address) after too many failures. A count expires `lockedFor` after its last failure. */
export class FailureLockout {
  readonly #rules: FailureRules
  readonly #now: () => number
  /** Both in the order of `until`. */
  readonly #counting = new Map<string, Count>()
  readonly #locked = new Map<string, number>()
  readonly #waiting = new Map<string, (() => void)[]>()

  /** `now`: milliseconds since 1970. */
  constructor(rules: FailureRules, now: () => number) {
    this.#rules = rules
    this.#now = now
  }

  /** Seconds until a locked name is free again; 0 if it is not locked. */
  waitOf(name: string): number {
    return Math.max(0, Math.ceil(((this.#locked.get(name) ?? 0) - this.#now()) / 1000))
  }

  /** Whether the name may start an attempt now. */
  stateOf(name: string): LockState {
    if (this.#rules.most === 0) return 'free'
    if (this.#isAhead(this.#locked.get(name) ?? 0)) return 'locked'
    const { failures, attempts } = this.#countOf(name)
    return failures + attempts < this.#rules.most ? 'free' : 'busy'
  }

  /** Starts an attempt. It ends with `cancel`, `fail` or `succeed`. */
  begin(name: string): void {
    this.#change(name, { attempts: 1, failures: 0 })
  }

  /**
   * Starts an attempt when the name is free, and waits while attempts under way use up the failures that are left: so right
   * ones, however many come at once, are not refused. Resolves with `free`, or without an attempt: `busy` if too many wait.
   */
  async beginInTurn(name: string): Promise<LockState> {
    while (this.stateOf(name) === 'busy') {
      const waiting = this.#waiting.get(name) ?? []
      if (waiting.length >= MOST_WAITING) return 'busy'
      this.#waiting.set(name, waiting)
      await new Promise<void>(resolve => waiting.push(resolve))
    }
    const state = this.stateOf(name)
    if (state === 'free') this.begin(name)
    return state
  }

  /** Ends an attempt whose outcome is unknown. */
  cancel(name: string): void {
    this.#change(name, { attempts: -1, failures: 0 })
  }

  /** Ends an attempt that failed. */
  fail(name: string): void {
    this.#change(name, { attempts: -1, failures: 1 })
  }

  /** Ends an attempt and clears the failures of the name. */
  succeed(name: string): void {
    const { attempts, failures } = this.#countOf(name)
    this.#change(name, { attempts: -1, failures: -failures })
    if (attempts <= 1) this.#counting.delete(name)
  }

  /** A time later than now + `lockedFor` was set before the clock was put back, and does not count. */
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
    this.#evict(this.#counting, count => count.until)
    this.#evict(this.#locked, end => end)
    if (by.attempts < 0) this.#wake(name)
  }

  #wake(name: string): void {
    const waiting = this.#waiting.get(name) ?? []
    this.#waiting.delete(name)
    for (const look of waiting) look()
  }

  /** Drops expired names from the front, and the oldest above `MAX_NAMES`. */
  #evict<V>(names: Map<string, V>, untilOf: (value: V) => number): void {
    for (const [name, value] of names) {
      if (names.size <= MAX_NAMES && untilOf(value) > this.#now()) return
      names.delete(name)
    }
  }
}
