/** Counts of one kind of work. An item is acknowledged, refused or unanswered, or still pending. */
type Count = { asked: number; acknowledged: number; refused: number; unanswered: number; slowest: number }

/** A copy of the counts of one kind; `slowest` in milliseconds. */
export type Counted = Readonly<Count>

/** The service answered with a refusal. */
export class Refused extends Error {}

/** Counts the requests to the service and how each ended. */
export class Tally {
  readonly #counts = new Map<string, Count>()
  #waiting = 0
  readonly #refusals = new Map<string, number>()

  /** Pending requests. */
  get waiting(): number {
    return this.#waiting
  }

  /** How often each refusal occurred, by kind and reason. */
  get refusals(): Record<string, number> {
    return Object.fromEntries(this.#refusals)
  }

  /** Awaits `work` and counts how it ends. Returns undefined when it was refused or got no answer. */
  async track<T>(kind: string, work: () => Promise<T>): Promise<T | undefined> {
    const count = this.#count(kind)
    count.asked++
    this.#waiting++
    const from = performance.now()
    try {
      const answer = await work()
      count.acknowledged++
      return answer
    } catch (error) {
      this.#failed(kind, { count, error })
      return undefined
    } finally {
      this.#waiting--
      count.slowest = Math.max(count.slowest, Math.round(performance.now() - from))
    }
  }

  /** All counts since the start; `slowest` since the previous call. */
  take(): Record<string, Counted> {
    const taken = [...this.#counts].map(([kind, count]) => [kind, { ...count }] as const)
    for (const count of this.#counts.values()) count.slowest = 0
    return Object.fromEntries(taken)
  }

  #count(kind: string): Count {
    const known = this.#counts.get(kind)
    if (known) return known
    const count: Count = { asked: 0, acknowledged: 0, refused: 0, unanswered: 0, slowest: 0 }
    this.#counts.set(kind, count)
    return count
  }

  #failed(kind: string, { count, error }: { count: Count; error: unknown }): void {
    if (error instanceof Refused) count.refused++
    else count.unanswered++
    const reason = `${kind}: ${error instanceof Error ? error.message : String(error)}`.slice(0, 160)
    if (this.#refusals.size < 100 || this.#refusals.has(reason)) {
      this.#refusals.set(reason, (this.#refusals.get(reason) ?? 0) + 1)
    }
  }
}
