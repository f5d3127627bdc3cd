import { TokenBucket } from 'limiter'

/** Clients choose the names: at most twice as many are kept. */
const MAX_RECENT = 5000
const MINUTE = 60_000

/** A token bucket for each name: `most` per interval, all at once or spread over it. */
export class RateLimiter {
  readonly most: number
  /** In milliseconds. */
  readonly #interval: number
  /** When `#recent` is full, it becomes `#earlier`, and the buckets that were not used since are dropped. */
  #recent = new Map<string, TokenBucket>()
  #earlier = new Map<string, TokenBucket>()

  /** `most`: 0 is no limit. `interval`: milliseconds, by default one minute. */
  constructor(most: number, interval = MINUTE) {
    this.most = most
    this.#interval = interval
  }

  /** Seconds until this name may take `count`; 0 if it may now. */
  waitOf(name: string, count = 1): number {
    return Math.ceil((this.#known(name)?.getWaitTime(this.#atMost(count)) ?? 0) / 1000)
  }

  /** Takes `count` and returns 0, or takes none and returns the seconds until the name may. */
  take(name: string, count = 1): number {
    if (this.most === 0) return 0
    const bucket = this.#known(name) ?? this.#fullBucket()
    this.#remember(name, bucket)
    const seconds = this.waitOf(name, count)
    if (seconds === 0) bucket.tryRemoveTokens(this.#atMost(count))
    return seconds
  }

  /** How many this name may take now, and the seconds until it may take all of them. */
  standingOf(name: string): { readonly left: number; readonly seconds: number } {
    const bucket = this.#known(name)
    if (!bucket) return { left: this.most, seconds: 0 }
    bucket.drip()
    const missing = this.most - bucket.content
    return { left: Math.floor(bucket.content), seconds: Math.ceil((missing / this.most) * (this.#interval / 1000)) }
  }

  /** Returns what was taken. */
  giveBack(name: string, count = 1): void {
    const bucket = this.#known(name)
    if (bucket) bucket.content = Math.min(bucket.content + this.#atMost(count), this.most)
  }

  /** A count above the size of a bucket takes the whole bucket, for it would never fit. */
  #atMost(count: number): number {
    return Math.min(count, this.most)
  }

  #remember(name: string, bucket: TokenBucket): void {
    if (this.#recent.size >= MAX_RECENT) {
      this.#earlier = this.#recent
      this.#recent = new Map()
    }
    this.#recent.set(name, bucket)
  }

  #known(name: string): TokenBucket | undefined {
    return this.#recent.get(name) ?? this.#earlier.get(name)
  }

  /** It refills evenly, and is full after one interval without use. */
  #fullBucket(): TokenBucket {
    const [most, interval] = [this.most, this.#interval]
    const bucket = new TokenBucket({ bucketSize: most, tokensPerInterval: most, interval })
    bucket.content = most
    return bucket
  }
}
