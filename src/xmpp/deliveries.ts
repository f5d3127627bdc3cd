import type { Delivery, Routed } from '../batch.js'
import { attr, type Element, parseElement } from '../stanza/element.js'
import { put, type Window } from './fan-out.js'
import { RecentlyRouted } from './recently-routed.js'
import type { Addressed } from './sender-address.js'

export type Waiting = {
  readonly id: string
  readonly message: Element | undefined
  /** When it came here, in milliseconds of the link's clock. */
  readonly since: number
  readonly characters: number
}
type Taken = Waiting & { readonly ping: string; readonly host: string | undefined }
type Address = (message: Element) => Addressed | 'later' | 'impossible'

/** How much may wait in memory: beyond it a delivery is left to the store. */
const MOST = { count: 2000, characters: 8 * 1024 * 1024 }

/**
 * What must not be lost: new when it comes, taken when it is written, confirmed when the ping that follows it is back;
 * and new again, for a while, if the link is lost. A delivery that is here already is not queued a second time.
 */
export class Deliveries {
  #new = new Map<string, Waiting>()
  readonly #taken = new Map<string, Taken>()
  readonly #recent = new RecentlyRouted()
  #characters = 0

  /** `now` is a time of the link's clock, here and below. */
  add(delivery: Delivery, now: number): void {
    const { id, stanza } = delivery
    if (this.#new.has(id) || this.#taken.has(id) || this.#recent.has(id)) return
    this.#characters += stanza.length
    this.#new.set(id, { id, message: messageOf(delivery), since: now, characters: stanza.length })
  }

  get isEmpty(): boolean {
    return this.size === 0
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
        this.#characters -= waiting.characters
        impossible.push(waiting.id)
        continue
      }
      put(addressed.text, window)
      this.#taken.set(waiting.id, { ...waiting, ping, host: addressed.host })
    }
    return impossible
  }

  /** The ping is back: the server has routed what was taken with it. */
  confirm(ping: string, now: number): Routed[] {
    const confirmed = [...this.#taken.values()].filter(taken => taken.ping === ping)
    for (const taken of confirmed) {
      this.#taken.delete(taken.id)
      this.#characters -= taken.characters
      if (mayRepeat(taken)) this.#recent.add(taken, now)
    }
    return confirmed.map(taken => ({ id: taken.id, mayRepeat: mayRepeat(taken) }))
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
    this.#new = new Map<string, Waiting>([...this.#taken, ...this.#new])
    this.#taken.clear()
  }

  /** What was confirmed a moment ago is new again, and before all else. Returns the ids. */
  sendRecentAgain(now: number): string[] {
    const recent = this.#recent.takeAll(now)
    this.#new = new Map<string, Waiting>([...recent.map(waiting => [waiting.id, waiting] as const), ...this.#new])
    for (const { characters } of recent) this.#characters += characters
    return recent.map(({ id }) => id)
  }
}

/** What a room says to its occupants would be seen twice; an invitation that comes twice has the same id. */
function mayRepeat({ message }: Waiting): boolean {
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
