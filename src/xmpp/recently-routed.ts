import type { WaitingDelivery } from './waiting-delivery.js'

/**
 * For how long a server may lose what it has routed, in milliseconds: one that is killed has not stored everything yet
 * for those who are away, nor written it to those who are there.
 */
export const DOUBTFUL_FOR = 5000
/** How much of it is kept: of more than that in so short a time, the latest. */
const MOST = { count: 5000, characters: 8 * 1024 * 1024 }

/** The deliveries that the server has routed a moment ago. */
export class RecentlyRouted {
  readonly #recent = new Map<string, WaitingDelivery & { readonly at: number }>()
  #characters = 0

  has(id: string): boolean {
    return this.#recent.has(id)
  }

  add(delivery: WaitingDelivery, at: number): void {
    this.#recent.set(delivery.id, { ...delivery, at })
    this.#characters += delivery.characters
    for (const oldest of this.#recent.values()) {
      const isTooMuch = this.#recent.size > MOST.count || this.#characters > MOST.characters
      if (!isTooMuch && oldest.at >= at - DOUBTFUL_FOR) return
      this.#recent.delete(oldest.id)
      this.#characters -= oldest.characters
    }
  }

  /** In their order, those that the server may still lose. None is left. */
  takeAll(now: number): WaitingDelivery[] {
    const all = [...this.#recent.values()].filter(({ at }) => at >= now - DOUBTFUL_FOR)
    this.#recent.clear()
    this.#characters = 0
    return all
  }
}
