import type { Store } from '../store/store.js'

/** How long the last success or the last failure counts as the current state, in milliseconds. */
const SUCCESS_VALID = 30_000
const FAILURE_VALID = 5000

/** Is told about changes of the storage's state. */
export type StorageEvents = {
  /** The storage worked before and failed now. */
  onTrouble(fault: unknown): void
  /** The storage works after this number of consecutive failures. */
  onRecovery(failures: number): void
}

/** Knows whether the storage works: from the last commit, or from a probe if that was too long ago or failed. */
export class StorageHealth {
  readonly #store: Pick<Store, 'probe'>
  readonly #events: StorageEvents
  readonly #now: () => number
  #failures = 0
  #known: { readonly at: number; readonly isWorking: boolean } | undefined

  /** `now`: a monotonic clock, in milliseconds. */
  constructor(store: Pick<Store, 'probe'>, events: StorageEvents, now: () => number) {
    this.#store = store
    this.#events = events
    this.#now = now
  }

  /** Whether the storage works; probes it if the last result is too old. */
  async isWorking(): Promise<boolean> {
    const { at = Number.NEGATIVE_INFINITY, isWorking = true } = this.#known ?? {}
    if (this.#now() - at < (isWorking ? SUCCESS_VALID : FAILURE_VALID)) return isWorking
    try {
      await this.#store.probe()
      this.succeeded()
    } catch (fault) {
      this.failed(fault)
    }
    return this.#failures === 0
  }

  /** A commit succeeded. */
  succeeded(): void {
    this.#known = { at: this.#now(), isWorking: true }
    if (this.#failures > 0) this.#events.onRecovery(this.#failures)
    this.#failures = 0
  }

  /** A commit or a read failed. */
  failed(fault: unknown): void {
    this.#known = { at: this.#now(), isWorking: false }
    if (this.#failures === 0) this.#events.onTrouble(fault)
    this.#failures++
  }
}
