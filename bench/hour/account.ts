/** What became of the work of one kind. All of it ends as one of the last three, or is still waited for. */
type Count = { asked: number; acknowledged: number; refused: number; unanswered: number; slowest: number }

/** The counts of one kind over a time; `slowest` in milliseconds. */
export type Counted = Readonly<Count>

/** An answer that says no: work that ended, though not as it was meant to. */
export class Refused extends Error {}

/** Keeps account of what was asked of the service, and what it answered. */
export class Account {
  readonly #counts = new Map<string, Count>()
  #waiting = 0
  readonly #refusals = new Map<string, number>()

  /** How much is waited for right now. */
  get waiting(): number {
    return this.#waiting
  }

  /** How often each refusal was given. */
  get refusals(): Record<string, number> {
    return Object.fromEntries(this.#refusals)
  }

  /** Waits for work of a kind, and counts how it ends. Gives undefined where it ended otherwise than it was meant to. */
  async of<T>(kind: string, work: () => Promise<T>): Promise<T | undefined> {
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

  /** All counts from the beginning; the slowest since the last time that this was asked. */
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
