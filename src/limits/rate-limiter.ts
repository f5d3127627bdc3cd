import { TokenBucket } from 'limiter'

/** Strangers cannot make us remember more than twice as many names. */
const MOST_RECENT = 5000
const MINUTE = 60_000

/**
 * How often something may be done in a while, a minute if nothing else is said, by each of many names: so often at once,
 * and then evenly as time passes.
 */
export class RateLimiter {
  readonly most: number
  readonly #interval: number
  /** When the recent ones are too many, the earlier ones are forgotten: they have been quiet for longest. */
  #recent = new Map<string, TokenBucket>()
  #earlier = new Map<string, TokenBucket>()

  /** `most` of 0 is no limit; `interval` is in milliseconds. */
  constructor(most: number, interval = MINUTE) {
    this.most = most
    this.#interval = interval
  }

  /** Seconds until there is one left for this name, or as many as given; 0 where there are now. */
  waitOf(name: string, count = 1): number {
    return Math.ceil((this.#known(name)?.getWaitTime(this.#atMost(count)) ?? 0) / 1000)
  }

  /** Takes one, or as many as given, and gives 0; or else gives the seconds until they are left. */
  take(name: string, count = 1): number {
    if (this.most === 0) return 0
    const bucket = this.#known(name) ?? this.#fullBucket()
    this.#remember(name, bucket)
    const seconds = this.waitOf(name, count)
    if (seconds === 0) bucket.tryRemoveTokens(this.#atMost(count))
    return seconds
  }

  /** One that was taken is not needed after all. */
  giveBack(name: string): void {
    const bucket = this.#known(name)
    if (bucket) bucket.content = Math.min(bucket.content + 1, this.most)
  }

  /** What counts as more than all that there is takes all of it. */
  #atMost(count: number): number {
    return Math.min(count, this.most)
  }

  #remember(name: string, bucket: TokenBucket): void {
    if (this.#recent.size >= MOST_RECENT) {
      this.#earlier = this.#recent
      this.#recent = new Map()
    }
    this.#recent.set(name, bucket)
  }

  #known(name: string): TokenBucket | undefined {
    return this.#recent.get(name) ?? this.#earlier.get(name)
  }

  /** It fills evenly, and is full after an interval without use. */
  #fullBucket(): TokenBucket {
    const [most, interval] = [this.most, this.#interval]
    const bucket = new TokenBucket({ bucketSize: most, tokensPerInterval: most, interval })
    bucket.content = most
    return bucket
  }
}
