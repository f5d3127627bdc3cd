import { TokenBucket } from 'limiter'

/** Strangers cannot make us remember more than twice as many names. */
const MOST_RECENT = 5000
const MINUTE = 60_000

/** How often something may be done in a minute by each of many names: so often at once, and then evenly as time passes. */
export class Rate {
  readonly perMinute: number
  /** When the recent ones are too many, the earlier ones are forgotten: they have been quiet for longest. */
  #recent = new Map<string, TokenBucket>()
  #earlier = new Map<string, TokenBucket>()

  /** 0 is no limit. */
  constructor(perMinute: number) {
    this.perMinute = perMinute
  }

  /** Seconds until there is one left for this name; 0 where there is one now. */
  waitOf(name: string): number {
    return Math.ceil((this.#known(name)?.getWaitTime(1) ?? 0) / 1000)
  }

  /** Takes one, and gives 0; or else gives the seconds until there is one left. */
  take(name: string): number {
    if (this.perMinute === 0) return 0
    const bucket = this.#known(name) ?? fullBucket(this.perMinute)
    this.#remember(name, bucket)
    const seconds = this.waitOf(name)
    if (seconds === 0) bucket.tryRemoveTokens(1)
    return seconds
  }

  /** One that was taken is not needed after all. */
  giveBack(name: string): void {
    const bucket = this.#known(name)
    if (bucket) bucket.content = Math.min(bucket.content + 1, this.perMinute)
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
}

/** It fills evenly, and is full after a minute without use. */
function fullBucket(perMinute: number): TokenBucket {
  const bucket = new TokenBucket({ bucketSize: perMinute, tokensPerInterval: perMinute, interval: MINUTE })
  bucket.content = perMinute
  return bucket
}
