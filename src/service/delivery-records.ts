import type { DeliveryChange } from '../batch.js'

type Recorded = { readonly changes: readonly DeliveryChange[]; readonly stored: () => void }

/**
 * What has happened to deliveries, in its order, until a commit stores it. That the server has a delivery which may be
 * repeated waits for a commit that has another cause: after a crash, such deliveries are sent again in any case. After a
 * failed commit all wait for the next one, at the latest that of the periodic work.
 */
export class DeliveryRecords {
  #waiting: Recorded[] = []
  #areDue = false

  /** Keeps changes for the next commit. Resolves when they are stored. */
  add(changes: readonly DeliveryChange[], { isDue }: { isDue: boolean }): Promise<void> {
    this.#areDue ||= isDue
    return new Promise(stored => {
      this.#waiting.push({ changes, stored })
    })
  }

  /** Whether the next batch has to commit, even if it changes nothing itself. */
  get areDue(): boolean {
    return this.#areDue
  }

  /**
   * All that wait now, for one commit; `stored` must be called when it is on the disk, `again` if the commit is done again at
   * once.
   */
  take(): { readonly changes: readonly DeliveryChange[]; stored(): void; again(): void } {
    const wereDue = this.#areDue
    this.#areDue = false
    const taken = [...this.#waiting]
    return {
      changes: taken.flatMap(({ changes }) => changes),
      stored: () => {
        this.#waiting = this.#waiting.slice(taken.length)
        for (const { stored } of taken) stored()
      },
      again: () => {
        this.#areDue ||= wereDue
      },
    }
  }
}
