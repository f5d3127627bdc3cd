import { RateLimiter } from './rate-limiter.js'

/** The attempts of one name that may wait for the outcome of others. */
const MOST_WAITING = 1000

type UnderWay = { running: number; readonly waiting: ((hasPlace: boolean) => void)[] }

/**
 * Limits the wrong attempts of each name per minute. Right ones do not count, however many come at once: an attempt whose
 * outcome is unknown holds a place, and those that find none wait until others have ended.
 */
export class WrongAttempts {
  readonly #places: RateLimiter
  readonly #underWay = new Map<string, UnderWay>()

  /** `most`: the wrong attempts of a name per minute, which is also how many run at once; 0 is no limit. */
  constructor(most: number) {
    this.#places = new RateLimiter(most)
  }

  /** Starts an attempt and resolves with 0: call `end`. Or resolves with the seconds until the name may try again. */
  async begin(name: string): Promise<number> {
    const seconds = this.#places.take(name)
    const others = this.#underWay.get(name)
    if (seconds === 0) {
      if (others) others.running++
      else this.#underWay.set(name, { running: 1, waiting: [] })
      return 0
    }
    if (!others || others.waiting.length >= MOST_WAITING) return seconds
    const hasPlace = await new Promise<boolean>(resolve => others.waiting.push(resolve))
    return hasPlace ? 0 : Math.max(1, this.#places.waitOf(name))
  }

  /** Ends an attempt that has begun. The place of a right one goes to the first that waits. */
  end(name: string, isWrong: boolean): void {
    const underWay = this.#underWay.get(name)
    if (!underWay) return
    const next = isWrong ? undefined : underWay.waiting.shift()
    if (next) return next(true)
    if (!isWrong) this.#places.giveBack(name)
    underWay.running--
    if (underWay.running > 0) return
    this.#underWay.delete(name)
    for (const refuse of underWay.waiting) refuse(false)
  }
}
