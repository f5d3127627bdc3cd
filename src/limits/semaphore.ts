export type SemaphoreOptions = {
  /** How many tasks run at the same time. */
  readonly limit: number
  /** How many tasks may wait for a free place. */
  readonly maxWaiting: number
  /** How long a task may wait, in milliseconds. */
  readonly maxWait: number
  /** Makes the error of a task that cannot wait or has waited too long. */
  readonly refusal: () => Error
}

/** Runs a limited number of tasks at the same time; a limited number of further tasks wait in order for a limited time. */
export class Semaphore {
  readonly #options: SemaphoreOptions
  readonly #waiting = new Set<() => void>()
  #running = 0

  constructor(options: SemaphoreOptions) {
    this.#options = options
  }

  /** Runs the task when there is a place, and gives its result. Rejects with the `refusal`, or as the task does. */
  async run<T>(task: () => Promise<T>): Promise<T> {
    await this.#acquire()
    try {
      return await task()
    } finally {
      this.#release()
    }
  }

  async #acquire(): Promise<void> {
    const { limit, maxWaiting, maxWait, refusal } = this.#options
    if (this.#running < limit) {
      this.#running++
      return
    }
    if (this.#waiting.size >= maxWaiting) throw refusal()
    await new Promise<void>((resolve, reject) => {
      const start = () => {
        clearTimeout(timer)
        this.#waiting.delete(start)
        resolve()
      }
      const timer = setTimeout(() => {
        this.#waiting.delete(start)
        reject(refusal())
      }, maxWait)
      this.#waiting.add(start)
    })
  }

  /** Passes the place directly to the first waiting task, so that no new task takes it first. */
  #release(): void {
    const [next] = this.#waiting
    if (next) next()
    else this.#running--
  }
}
