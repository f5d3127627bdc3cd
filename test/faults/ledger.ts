/** What is written down: each with a key of its own, such as the room and the id of a message. */
export type Kind = 'message' | 'affiliation' | 'subject' | 'name' | 'room' | 'link' | 'join'

/** A fact that somebody has asked for. */
export interface Fact {
  /** It was answered with 200, a result or a reflected message. `value`: what it came to, where the answer says. */
  acknowledged(value?: string): void
}

/** What was found of a kind: by key, each time that it was found. */
export type Found = ReadonlyMap<string, readonly string[]>

type Comparison = {
  /** How many facts were acknowledged. */
  readonly acknowledged: number
  /** A sentence for each that is not there, or not as it was acknowledged. */
  readonly lost: readonly string[]
  /** How many are there more than once. */
  readonly duplicates: number
}

type Entry = { value: string; readonly askedAt: number; acknowledgedAt?: number }

/** What stands for something that is not there, where that can be what was asked for. */
export const ABSENT_VALUE = 'none'

/** All that was asked for, and whether and when it was acknowledged. Times are milliseconds of `performance.now()`. */
export class Ledger {
  readonly #now: () => number
  readonly #entries = new Map<Kind, Map<string, Entry[]>>()

  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /** Somebody asks that the fact with this key be so. Of one key, the next is asked when the last has an answer. */
  asked(kind: Kind, key: string, value: string): Fact {
    const entry: Entry = { value, askedAt: this.#now() }
    const entries = this.#of(kind)
    entries.set(key, [...(entries.get(key) ?? []), entry])
    return {
      acknowledged: was => {
        entry.value = was ?? entry.value
        entry.acknowledgedAt ??= this.#now()
      },
    }
  }

  /** The keys of what was acknowledged since then. */
  acknowledgedKeys(kind: Kind, since: number): string[] {
    return [...this.#of(kind)].flatMap(([key, entries]) => (acknowledgedSince(entries, since).length > 0 ? [key] : []))
  }

  /** What was acknowledged as this one's value at last. */
  value(kind: Kind, key: string): string | undefined {
    return this.#of(kind)
      .get(key)
      ?.findLast(({ acknowledgedAt }) => acknowledgedAt !== undefined)?.value
  }

  /** How many of the keys that begin so were asked for, and how many of them acknowledged. */
  count(kind: Kind, prefix: string): { asked: number; acknowledged: number } {
    const found = [...this.#of(kind)].filter(([key]) => key.startsWith(prefix))
    const acknowledged = found.filter(([, entries]) => acknowledgedSince(entries, 0).length > 0)
    return { asked: found.length, acknowledged: acknowledged.length }
  }

  /**
   * Looks for what was acknowledged since then in what was found. Of one key the last that was acknowledged holds, or
   * one that was asked for after it: nobody knows whether that was done.
   */
  compare(kind: Kind, found: Found, since = 0): Comparison {
    const lost: string[] = []
    let acknowledged = 0
    let duplicates = 0
    for (const [key, entries] of this.#of(kind)) {
      const count = acknowledgedSince(entries, since).length
      if (count === 0) continue
      acknowledged += count
      const there = found.get(key) ?? [ABSENT_VALUE]
      duplicates += there.length - 1
      const possible = entries.slice(entries.findLastIndex(entry => entry.acknowledgedAt !== undefined))
      const wrong = there.find(value => possible.every(entry => entry.value !== value))
      if (wrong !== undefined) lost.push(this.#complaint({ kind, key, wrong, possible }))
    }
    return { acknowledged, lost, duplicates }
  }

  #complaint({ kind, key, wrong, possible }: { kind: Kind; key: string; wrong: string; possible: Entry[] }): string {
    const [held, ...later] = possible
    const at = held?.acknowledgedAt?.toFixed(0)
    const unsure = later.length === 0 ? '' : `, then ${later.map(({ value }) => value).join(', ')} asked for`
    return `${kind} ${key}: acknowledged as ${JSON.stringify(held?.value)} at ${at} ms${unsure}; found ${JSON.stringify(wrong)}`
  }

  #of(kind: Kind): Map<string, Entry[]> {
    const entries = this.#entries.get(kind) ?? new Map<string, Entry[]>()
    this.#entries.set(kind, entries)
    return entries
  }
}

function acknowledgedSince(entries: readonly Entry[], since: number): readonly Entry[] {
  return entries.filter(({ acknowledgedAt = -1 }) => acknowledgedAt >= since)
}
