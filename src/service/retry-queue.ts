/**
 * Work that reports something that has happened already, so it has to be stored, now or later. `mustRetry`: a dedupe
 * key, of which only the latest work is kept, or true for work that is always kept. `bytes`: the length of its stanza.
 */
export type Retryable = { readonly mustRetry?: string | true | undefined; readonly bytes?: number | undefined }

/** Bounds the memory for work with a dedupe key while the storage fails: clients can send errors without end. */
const LIMITS = { count: 10_000, bytes: 32 * 2 ** 20 }

/** Holds the work that could not be stored until it is retried, within the limits. */
export class RetryQueue<Work extends Retryable> {
  readonly #limits: typeof LIMITS
  readonly #always: Work[] = []
  /** In the order of arrival, the oldest first. */
  readonly #byKey = new Map<string, Work>()
  #bytes = 0

  constructor(limits = LIMITS) {
    this.#limits = limits
  }

  /**
   * Keeps the work. Above the limits it drops the oldest work with a dedupe key: the next liveness check finds a client
   * whose departure is lost this way.
   */
  keep(work: Work): void {
    if (typeof work.mustRetry !== 'string') {
      this.#always.push(work)
      return
    }
    this.#drop(work.mustRetry)
    this.#byKey.set(work.mustRetry, work)
    this.#bytes += work.bytes ?? 0
    for (const oldest of this.#byKey.keys()) {
      if (this.#byKey.size <= this.#limits.count && this.#bytes <= this.#limits.bytes) break
      this.#drop(oldest)
    }
  }

  /** Removes and returns all work, first the work without a key. */
  takeAll(): Work[] {
    const all = [...this.#always.splice(0), ...this.#byKey.values()]
    this.#byKey.clear()
    this.#bytes = 0
    return all
  }

  #drop(key: string): void {
    this.#bytes -= this.#byKey.get(key)?.bytes ?? 0
    this.#byKey.delete(key)
  }
}
