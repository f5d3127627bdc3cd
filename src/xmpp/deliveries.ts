import type { Delivery, Routed } from '../batch.js'
import { attr, type Element, parseElement } from '../stanza/element.js'
import { DeliveryTurns } from './delivery-turns.js'
import { put, type Window } from './fan-out.js'
import { RecentlyRouted } from './recently-routed.js'
import type { Addressed } from './sender-address.js'
import type { WaitingDelivery } from './waiting-delivery.js'

type Taken = WaitingDelivery & { readonly ping: string; readonly host: string | undefined }
type Address = (waiting: { message: Element; behind: number }) => Addressed | 'later' | 'impossible'

/** The most deliveries in memory; beyond it, a delivery stays in the store alone. */
const MOST = { count: 2000, characters: 8 * 1024 * 1024 }

/**
 * Messages that must not be lost. A delivery is new when it is added, taken when it is written, and confirmed when the
 * ping behind it is back. If the link is lost, taken and recently confirmed deliveries become new again. A delivery is
 * not added twice, nor after its confirmation while the store still lists it as waiting.
 */
export class Deliveries {
  #new = new DeliveryTurns()
  readonly #taken = new Map<string, Taken>()
  readonly #recent = new RecentlyRouted()
  /** The ids of deliveries that are confirmed or given up, but that the store still lists as waiting. */
  readonly #ended = new Set<string>()
  #characters = 0

  /** `since`, and `now` below, are milliseconds of the link's clock. */
  add(delivery: Delivery, { since, behind }: Pick<WaitingDelivery, 'since' | 'behind'>): void {
    const { id, stanza } = delivery
    if (this.#new.has(id) || this.#taken.has(id) || this.#recent.has(id) || this.#ended.has(id)) return
    this.#characters += stanza.length
    this.#new.add({ id, message: messageOf(delivery), since, behind, characters: stanza.length })
  }

  /** The store no longer lists these deliveries as waiting. */
  stored(ended: readonly Routed[]): void {
    for (const { id } of ended) this.#ended.delete(id)
  }

  get isEmpty(): boolean {
    return this.size === 0
  }

  get hasNew(): boolean {
    return this.#new.size > 0
  }

  get isFull(): boolean {
    return this.size >= MOST.count || this.#characters >= MOST.characters
  }

  /** The number of deliveries that the server may not have. */
  get size(): number {
    return this.#new.size + this.#taken.size
  }

  /** When the oldest of them was added; undefined if there is none. */
  get oldest(): number | undefined {
    return this.#taken.values().next().value?.since ?? this.#new.oldest
  }

  /**
   * Moves new deliveries into the window, which ends with this ping, until it is full or no other can be sent now. The
   * senders take turns.
   * Returns the deliveries that can never be sent; they are dropped.
   */
  take(options: { window: Window; ping: string; address: Address }): Routed[] {
    const { window, ping, address } = options
    const impossible: Routed[] = []
    for (const waiting of this.#new.inTurn()) {
      if (window.left <= 0) break
      const { id, message, behind } = waiting
      const addressed = message ? address({ message, behind }) : 'impossible'
      if (addressed === 'later') continue
      this.#new.remove(waiting)
      if (addressed === 'impossible') {
        impossible.push(this.#end(waiting, false))
        continue
      }
      put(addressed.text, window)
      this.#taken.set(id, { ...waiting, ping, host: addressed.host })
    }
    return impossible
  }

  /** The ping is back: the server has routed the deliveries that were taken with it. Returns them. */
  confirm(ping: string, now: number): Routed[] {
    const confirmed = [...this.#taken.values()].filter(taken => taken.ping === ping)
    return confirmed.map(taken => {
      this.#taken.delete(taken.id)
      if (mayRepeat(taken)) this.#recent.add(taken, now)
      return this.#end(taken, mayRepeat(taken))
    })
  }

  /** The host refused to send this delivery for us (XEP-0356): it is new again. False if the host was not asked to. */
  refuse(id: string, host: string): boolean {
    const taken = this.#taken.get(id)
    if (taken?.host !== host) return false
    this.#taken.delete(id)
    this.#new.add(taken)
    return true
  }

  /** The server may have got none of the taken deliveries: they are new again, and first. */
  linkDown(): void {
    this.#new = new DeliveryTurns([...this.#taken.values(), ...this.#new.inTurn()])
    this.#taken.clear()
  }

  /** Recently confirmed deliveries are new again, and first. Returns their ids. */
  sendRecentAgain(now: number): string[] {
    const recent = this.#recent.takeAll(now)
    this.#new = new DeliveryTurns([...recent, ...this.#new.inTurn()])
    for (const { characters } of recent) this.#characters += characters
    return recent.map(({ id }) => id)
  }

  #end({ id, characters }: WaitingDelivery, mayRepeat: boolean): Routed {
    this.#characters -= characters
    this.#ended.add(id)
    return { id, mayRepeat }
  }
}

/** An occupant would see a room's message twice; clients recognise a repeated invitation by its id. */
function mayRepeat({ message }: WaitingDelivery): boolean {
  return message !== undefined && attr(message, 'type') !== 'groupchat'
}

/** Undefined if the row is not XML: such a delivery is given up, or it would be read again at each start. */
function messageOf({ stanza, message }: Delivery): Element | undefined {
  try {
    return message ?? parseElement(stanza)
  } catch {
    return undefined
  }
}
