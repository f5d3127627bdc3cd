import type { Delivery, Routed } from '../batch.js'
import { attr, type Element, parseElement } from '../stanza/element.js'
import { put, type Window } from './fan-out.js'
import { RecentlyRouted } from './recently-routed.js'
import type { Addressed } from './sender-address.js'
import type { WaitingDelivery } from './waiting-delivery.js'

type Taken = WaitingDelivery & { readonly ping: string; readonly host: string | undefined }
type Address = (waiting: { message: Element; behind: number }) => Addressed | 'later' | 'impossible'

/** How much may wait in memory: beyond it a delivery is left to the store. */
const MOST = { count: 2000, characters: 8 * 1024 * 1024 }

/**
 * What must not be lost: new when it comes, taken when it is written, confirmed when the ping that follows it is back;
 * and new again, for a while, if the link is lost. A delivery that is here already is not queued a second time, nor is
 * one that was confirmed while the store does not know it.
 */
export class Deliveries {
  #new = new Map<string, WaitingDelivery>()
  readonly #taken = new Map<string, Taken>()
  readonly #recent = new RecentlyRouted()
  /** The ids of those that have come to their end, but still wait in the store. */
  readonly #ended = new Set<string>()
  #characters = 0

  /** `since` is a time of the link's clock, as is `now` below. */
  add(delivery: Delivery, { since, behind }: Pick<WaitingDelivery, 'since' | 'behind'>): void {
    const { id, stanza } = delivery
    if (this.#new.has(id) || this.#taken.has(id) || this.#recent.has(id) || this.#ended.has(id)) return
    this.#characters += stanza.length
    this.#new.set(id, { id, message: messageOf(delivery), since, behind, characters: stanza.length })
  }

  /** The store does not have these any more among those that wait. */
  stored(ended: readonly Routed[]): void {
    for (const { id } of ended) this.#ended.delete(id)
  }

  get isEmpty(): boolean {
    return this.size === 0
  }

  /** Whether there are any that have not been taken. */
  get hasNew(): boolean {
    return this.#new.size > 0
  }

  get isFull(): boolean {
    return this.size >= MOST.count || this.#characters >= MOST.characters
  }

  /** How many there are that the server may not have. */
  get size(): number {
    return this.#new.size + this.#taken.size
  }

  /** When the first of them came, as far as that is known. */
  get oldest(): number | undefined {
    const first = this.#taken.values().next().value ?? this.#new.values().next().value
    return first?.since
  }

  /**
   * Moves new deliveries into the window, which ends with this ping, until it is full or none is left that can go now.
   * Returns those that can never be sent; they are forgotten.
   */
  take(options: { window: Window; ping: string; address: Address }): Routed[] {
    const { window, ping, address } = options
    const impossible: Routed[] = []
    for (const waiting of this.#new.values()) {
      if (window.left <= 0) break
      const { id, message, behind } = waiting
      const addressed = message ? address({ message, behind }) : 'impossible'
      if (addressed === 'later') continue
      this.#new.delete(id)
      if (addressed === 'impossible') {
        impossible.push(this.#end(waiting, false))
        continue
      }
      put(addressed.text, window)
      this.#taken.set(id, { ...waiting, ping, host: addressed.host })
    }
    return impossible
  }

  /** The ping is back: the server has routed what was taken with it. */
  confirm(ping: string, now: number): Routed[] {
    const confirmed = [...this.#taken.values()].filter(taken => taken.ping === ping)
    return confirmed.map(taken => {
      this.#taken.delete(taken.id)
      if (mayRepeat(taken)) this.#recent.add(taken, now)
      return this.#end(taken, mayRepeat(taken))
    })
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
  linkDown(): void {
    this.#new = new Map<string, WaitingDelivery>([...this.#taken, ...this.#new])
    this.#taken.clear()
  }

  /** What was confirmed a moment ago is new again, and before all else. Returns the ids. */
  sendRecentAgain(now: number): string[] {
    const recent = this.#recent.takeAll(now)
    this.#new = new Map<string, WaitingDelivery>([
      ...recent.map(waiting => [waiting.id, waiting] as const),
      ...this.#new,
    ])
    for (const { characters } of recent) this.#characters += characters
    return recent.map(({ id }) => id)
  }

  #end({ id, characters }: WaitingDelivery, mayRepeat: boolean): Routed {
    this.#characters -= characters
    this.#ended.add(id)
    return { id, mayRepeat }
  }
}

/** What a room says to its occupants would be seen twice; an invitation that comes twice has the same id. */
function mayRepeat({ message }: WaitingDelivery): boolean {
  return message !== undefined && attr(message, 'type') !== 'groupchat'
}

/** A row that is not XML would come back with each start: it counts as impossible to send instead. */
function messageOf({ stanza }: Delivery): Element | undefined {
  try {
    return parseElement(stanza)
  } catch {
    return undefined
  }
}
