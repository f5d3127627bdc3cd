import { setImmediate as turn } from 'node:timers/promises'
import type { Delivery, Routed, StoredDelivery } from '../../src/batch.js'
import type { Chance } from './chance.js'

type Row = Delivery & { readonly position: number; isConfirmed: boolean }

/** The outbox of a store that takes its time: what it is told is stored later, and it may be locked when it is read. */
export class SlowOutbox {
  readonly rows = new Map<string, Row>()
  isLocked = false
  readonly #by: Chance
  #notes: (() => void)[] = []
  #positions = 0

  constructor(by: Chance) {
    this.#by = by
  }

  get count(): number {
    return this.#positions
  }

  commit(deliveries: readonly Delivery[]): void {
    for (const delivery of deliveries) {
      this.rows.set(delivery.id, { ...delivery, position: ++this.#positions, isConfirmed: false })
    }
  }

  /** Rejects at times while it is locked. */
  async read({ after, most }: { after: number; most: number }): Promise<StoredDelivery[]> {
    for (let turns = this.isLocked ? this.#by.below(4) : 0; turns > 0; turns--) await turn()
    if (this.isLocked && this.#by.some(0.3)) throw new Error('the database is locked')
    return this.waiting.filter(({ position }) => position > after).slice(0, most)
  }

  confirm(deliveries: readonly Routed[]): Promise<void> {
    return new Promise(resolve => {
      this.#notes.push(() => {
        for (const { id, mayRepeat } of deliveries) {
          if (mayRepeat) this.#mark(id, true)
          else this.rows.delete(id)
        }
        resolve()
      })
    })
  }

  repeat(ids: readonly string[]): void {
    this.#notes.push(() => {
      for (const id of ids) this.#mark(id, false)
    })
  }

  /** Stores what it was told, the first so many of it. */
  async stores(most: number): Promise<void> {
    // As a batch does, which begins in a turn of its own.
    await turn()
    for (const note of this.#notes.splice(0, most)) note()
  }

  get waiting(): Row[] {
    return [...this.rows.values()].filter(({ isConfirmed }) => !isConfirmed)
  }

  #mark(id: string, isConfirmed: boolean): void {
    const row = this.rows.get(id)
    if (row) row.isConfirmed = isConfirmed
  }
}
