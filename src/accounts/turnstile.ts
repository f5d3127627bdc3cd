import { AccountsUnavailable } from './unavailable.js'

export type TurnstileOptions = {
  /** How many works run at a time. */
  readonly most: number
  readonly mostWaiting: number
  /** How long one waits, in milliseconds. */
  readonly patience: number
}

/** Lets a number of works run at a time, and a number wait for them; others are turned away, as are those who wait long. */
export class Turnstile {
  readonly #options: TurnstileOptions
  readonly #waiting = new Set<() => void>()
  #inside = 0

  constructor(options: TurnstileOptions) {
    this.#options = options
  }

  async pass<T>(work: () => Promise<T>): Promise<T> {
    await this.#enter()
    try {
      return await work()
    } finally {
      const [next] = this.#waiting
      if (next) next()
      else this.#inside--
    }
  }

  async #enter(): Promise<void> {
    if (this.#inside < this.#options.most) {
      this.#inside++
      return
    }
    if (this.#waiting.size >= this.#options.mostWaiting) throw tooMany()
    // Whoever leaves hands on their place.
    await new Promise<void>((resolve, reject) => {
      const enter = () => {
        clearTimeout(timer)
        this.#waiting.delete(enter)
        resolve()
      }
      const timer = setTimeout(() => {
        this.#waiting.delete(enter)
        reject(tooMany())
      }, this.#options.patience)
      this.#waiting.add(enter)
    })
  }
}

function tooMany(): AccountsUnavailable {
  return new AccountsUnavailable('too many people want to sign in at once')
}
