import type { WaitingDelivery } from './waiting-delivery.js'

/**
 * How long a server may lose a routed message, in milliseconds: if it is killed, it may not yet have stored the message
 * for an offline user, or written it to the user's client.
 */
export const DOUBTFUL_FOR = 5000
/** The most deliveries that are kept; beyond it, the oldest are dropped. */
const MOST = { count: 5000, characters: 8 * 1024 * 1024 }

/** The deliveries that the server has routed in the last `DOUBTFUL_FOR` milliseconds. */
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

  /** Removes all deliveries. Returns those that the server may still lose, in order. */
  takeAll(now: number): WaitingDelivery[] {
    const all = [...this.#recent.values()].filter(({ at }) => at >= now - DOUBTFUL_FOR)
    this.#recent.clear()
    this.#characters = 0
    return all
  }
}
