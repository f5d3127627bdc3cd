import type { Delivery } from '../batch.js'
import { type Element, parseElement } from '../stanza/element.js'
import { put, type Window } from './fan-out.js'
import type { Addressed } from './sender-address.js'

type Waiting = { readonly id: string; readonly message: Element | undefined }
type Taken = Waiting & { readonly ping: string; readonly host: string | undefined }
type Address = (message: Element) => Addressed | 'later' | 'impossible'

/**
 * What must not be lost: new when it comes, taken when it is written, confirmed when the ping that follows it is back.
 * A delivery that is here already is not queued a second time.
 */
export class Deliveries {
  #new = new Map<string, Waiting>()
  readonly #taken = new Map<string, Taken>()

  add(delivery: Delivery): void {
    const { id } = delivery
    if (!this.#new.has(id) && !this.#taken.has(id)) this.#new.set(id, { id, message: messageOf(delivery) })
  }

  get isEmpty(): boolean {
    return this.#new.size + this.#taken.size === 0
  }

  /**
   * Moves new deliveries into the window, which ends with this ping, until it is full or none is left that can go now.
   * Returns the ids of those that can never be sent; they are forgotten.
   */
  take(options: { window: Window; ping: string; address: Address }): string[] {
    const { window, ping, address } = options
    const impossible: string[] = []
    for (const waiting of this.#new.values()) {
      if (window.left <= 0) break
      const addressed = waiting.message ? address(waiting.message) : 'impossible'
      if (addressed === 'later') continue
      this.#new.delete(waiting.id)
      if (addressed === 'impossible') {
        impossible.push(waiting.id)
        continue
      }
      put(addressed.text, window)
      this.#taken.set(waiting.id, { ...waiting, ping, host: addressed.host })
    }
    return impossible
  }

  /** The ping is back: the server has routed what was taken with it. Returns the ids. */
  confirm(ping: string): string[] {
    const ids = [...this.#taken.values()].filter(taken => taken.ping === ping).map(taken => taken.id)
    for (const id of ids) this.#taken.delete(id)
    return ids
  }

  /** The host refused to send it for us: it is new again. False where the host was not asked to. */
  refuse(id: string, host: string): boolean {
    const taken = this.#taken.get(id)
    if (taken?.host !== host) return false
    this.#taken.delete(id)
    this.#new.set(id, taken)
    return true
  }

  /** Nobody knows what the server got of what was taken: it is new again, and first. */
  linkLost(): void {
    this.#new = new Map<string, Waiting>([...this.#taken, ...this.#new])
    this.#taken.clear()
  }
}

/** A row that is not XML would come back with each start: it counts as impossible to send instead. */
function messageOf({ stanza }: Delivery): Element | undefined {
  try {
    return parseElement(stanza)
  } catch {
    return undefined
  }
}
