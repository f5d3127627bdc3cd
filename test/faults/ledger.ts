/**
 * The kinds of facts; `told` is a message in the room that tells apps of messages. Each fact has a key, such as the room and
 * the id of a message.
 */
export type Kind = 'message' | 'affiliation' | 'subject' | 'name' | 'room' | 'link' | 'join' | 'told'

/** A requested fact. */
export interface Fact {
  /** Call it at status 200, a result or a reflected message. `value`: the value in the answer, when it has one. */
  acknowledged(value?: string): void
}

/** The facts of one kind that were found: by key, one value for each occurrence. */
export type Found = ReadonlyMap<string, readonly string[]>

type Comparison = {
  /** Number of acknowledged facts. */
  readonly acknowledged: number
  /** One sentence for each fact that is missing or has another value. */
  readonly lost: readonly string[]
  /** Number of repeated occurrences. */
  readonly duplicates: number
}

/** A request; without `acknowledgedAt`, it is unknown whether it was executed. Times as in the ledger. */
export type Requested = { readonly value: string; readonly acknowledgedAt?: number }

type Entry = { value: string; readonly askedAt: number; acknowledgedAt?: number }

/** The value that stands for a missing fact: a missing affiliation is `none`. */
export const ABSENT_VALUE = 'none'

/** Records each request and when it was acknowledged. Times are milliseconds of `performance.now()`. */
export class Ledger {
  readonly #now: () => number
  readonly #entries = new Map<Kind, Map<string, Entry[]>>()

  constructor(now: () => number = () => performance.now()) {
    this.#now = now
  }

  /** Records a request to give the fact `key` this value. A key has one open request at a time. */
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

  /** All requests of one kind by key, in their order. */
  requests(kind: Kind): ReadonlyMap<string, readonly Requested[]> {
    return this.#of(kind)
  }

  /** The keys acknowledged since this time. */
  acknowledgedKeys(kind: Kind, since: number): string[] {
    return [...this.#of(kind)].flatMap(([key, entries]) => (acknowledgedSince(entries, since).length > 0 ? [key] : []))
  }

  /** The latest acknowledged value of the key. */
  value(kind: Kind, key: string): string | undefined {
    return this.#of(kind)
      .get(key)
      ?.findLast(({ acknowledgedAt }) => acknowledgedAt !== undefined)?.value
  }

  /** Counts the requested and the acknowledged keys with this prefix. */
  count(kind: Kind, prefix: string): { asked: number; acknowledged: number } {
    const found = [...this.#of(kind)].filter(([key]) => key.startsWith(prefix))
    const acknowledged = found.filter(([, entries]) => acknowledgedSince(entries, 0).length > 0)
    return { asked: found.length, acknowledged: acknowledged.length }
  }

  /**
   * Compares the facts acknowledged since this time with those found. The latest acknowledged value of a key is right,
   * and so is any value requested after it: whether that request was executed is unknown.
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
    const unsure = later.length === 0 ? '' : `, then requested as ${later.map(({ value }) => value).join(', ')}`
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
