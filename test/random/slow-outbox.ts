import { setImmediate as turn } from 'node:timers/promises'
import type { Delivery, Routed, StoredDelivery } from '../../src/batch.js'
import type { Chance } from './chance.js'

type Row = Delivery & { readonly position: number; isConfirmed: boolean }

/** A slow outbox: it stores changes later, and reading may fail because the database is locked. */
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

  /** Rejects now and then while the outbox is locked. */
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

  /** Stores the oldest `most` changes. */
  async stores(most: number): Promise<void> {
    // A batch also begins in a turn of its own.
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
