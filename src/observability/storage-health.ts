import type { Store } from '../store/store.js'

/** In milliseconds: how long a commit proves that the next one would succeed, and how long a failure is believed. */
const PROVED_FOR = 30_000
const DOUBTED_FOR = 5000

export type StorageEvents = {
  onTrouble(fault: unknown): void
  /** After so many failures in a row. */
  onRecovery(failures: number): void
}

/** Knows whether the storage works: by the last commit, or where that was long ago or failed, by a try of its own. */
export class StorageHealth {
  readonly #store: Pick<Store, 'probe'>
  readonly #events: StorageEvents
  readonly #now: () => number
  #failures = 0
  #known: { readonly at: number; readonly isWell: boolean } | undefined

  /** `now`: a clock that nobody sets, in milliseconds. */
  constructor(store: Pick<Store, 'probe'>, events: StorageEvents, now: () => number) {
    this.#store = store
    this.#events = events
    this.#now = now
  }

  async isWell(): Promise<boolean> {
    const { at = Number.NEGATIVE_INFINITY, isWell = true } = this.#known ?? {}
    if (this.#now() - at < (isWell ? PROVED_FOR : DOUBTED_FOR)) return isWell
    try {
      await this.#store.probe()
      this.succeeded()
    } catch (fault) {
      this.failed(fault)
    }
    return this.#failures === 0
  }

  /** Something was committed. */
  succeeded(): void {
    this.#known = { at: this.#now(), isWell: true }
    if (this.#failures > 0) this.#events.onRecovery(this.#failures)
    this.#failures = 0
  }

  failed(fault: unknown): void {
    this.#known = { at: this.#now(), isWell: false }
    if (this.#failures === 0) this.#events.onTrouble(fault)
    this.#failures++
  }
}
