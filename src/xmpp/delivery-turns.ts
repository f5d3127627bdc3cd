import { attr } from '../stanza/element.js'
import { bareOf } from '../stanza/jid.js'
import type { WaitingDelivery } from './waiting-delivery.js'

/** Deliveries that wait to be written. Senders (rooms and inviters) take turns; each keeps its order. */
export class DeliveryTurns {
  readonly #ids = new Set<string>()
  /** By sender, the next one first. A sender is here as long as it has a delivery. */
  readonly #queues = new Map<string, Map<string, WaitingDelivery>>()

  constructor(waiting: Iterable<WaitingDelivery> = []) {
    for (const one of waiting) this.add(one)
  }

  get size(): number {
    return this.#ids.size
  }

  /** When the oldest was added; undefined if there is none. */
  get oldest(): number | undefined {
    const firsts = [...this.#queues.values()].flatMap(queue => queue.values().next().value?.since ?? [])
    return firsts.length > 0 ? Math.min(...firsts) : undefined
  }

  has(id: string): boolean {
    return this.#ids.has(id)
  }

  add(waiting: WaitingDelivery): void {
    const sender = senderOf(waiting)
    const queue = this.#queues.get(sender) ?? new Map<string, WaitingDelivery>()
    this.#queues.set(sender, queue.set(waiting.id, waiting))
    this.#ids.add(waiting.id)
  }

  /** Removes it. Its sender has had its turn. */
  remove(waiting: WaitingDelivery): void {
    const sender = senderOf(waiting)
    const queue = this.#queues.get(sender)
    queue?.delete(waiting.id)
    this.#ids.delete(waiting.id)
    this.#queues.delete(sender)
    if (queue && queue.size > 0) this.#queues.set(sender, queue)
  }

  /** All of them, one of each sender in turn. Those that it has given may be removed meanwhile. */
  *inTurn(): Generator<WaitingDelivery> {
    const queues = [...this.#queues.values()].map(queue => queue.values())
    while (queues.length > 0) {
      for (const queue of queues.splice(0)) {
        const next = queue.next()
        if (next.done) continue
        queues.push(queue)
        yield next.value
      }
    }
  }
}

function senderOf({ message }: WaitingDelivery): string {
  return bareOf((message && attr(message, 'from')) ?? '')
}
