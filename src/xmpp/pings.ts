import { randomUUID } from 'node:crypto'
import { attr, type Element, xml } from '../stanza/element.js'
import { NS } from '../stanza/namespaces.js'
import type { Clock } from '../time/monotonic-clock.js'

/** How many windows may be on their way: two halves, so that the server has work while a ping comes back. */
const MOST_IN_FLIGHT = 2

/**
 * The pings that end the windows (XEP-0199). They go from an address of our own that nobody knows to our domain: the
 * server brings them back to us, in order, so a ping that is back proves that all before it has been routed.
 */
export class Pings {
  readonly #domain: string
  readonly #clock: Clock
  readonly #address: string
  readonly #inFlight: { readonly id: string; readonly at: number }[] = []
  #count = 0
  #lastPong: number | undefined

  constructor(domain: string, clock: Clock) {
    this.#domain = domain
    this.#clock = clock
    this.#address = `_${randomUUID()}@${domain}`
  }

  /** The id of the next ping. */
  get next(): string {
    return `${this.#address}/${this.#count + 1}`
  }

  get hasRoom(): boolean {
    return this.#inFlight.length < MOST_IN_FLIGHT
  }

  get inFlight(): number {
    return this.#inFlight.length
  }

  /** How long the last that came back was on its way, in milliseconds. */
  get lastPong(): number | undefined {
    return this.#lastPong
  }

  /** Puts the next ping on its way: returns its text. */
  start(): string {
    const id = this.next
    this.#count++
    this.#inFlight.push({ id, at: this.#clock.now() })
    return xml('iq', { type: 'get', id, from: this.#address, to: this.#domain }, xml('ping', NS.ping)).toString()
  }

  /** Whether the stanza is one of our pings, or an answer to one: an error says as much as a pong. */
  owns(stanza: Element): boolean {
    return stanza.name === 'iq' && [attr(stanza, 'from'), attr(stanza, 'to')].includes(this.#address)
  }

  /** The ids of the pings that this one proves: itself and all before it. */
  proved(stanza: Element): string[] {
    const id = attr(stanza, 'id') ?? ''
    const proved = this.#inFlight.splice(0, this.#inFlight.findIndex(ping => ping.id === id) + 1)
    const last = proved.at(-1)
    if (last) this.#lastPong = this.#clock.now() - last.at
    return proved.map(ping => ping.id)
  }

  clear(): void {
    this.#inFlight.length = 0
  }
}
