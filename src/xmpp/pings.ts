import { randomUUID } from 'node:crypto'
import { attr, type Element, xml } from '../stanza/element.js'
import { NS } from '../stanza/namespaces.js'
import type { Clock } from '../time/monotonic-clock.js'
import { toOurselves } from './multicast-search.js'
import type { Pace } from './pace.js'

/** The most half-windows in flight: two, so that the server has work while a ping comes back. */
const MOST_IN_FLIGHT = 2

/** When a ping was sent, in milliseconds, and whether it ended a whole half-window. */
type Ping = { readonly id: string; readonly at: number; readonly isFull: boolean }

/**
 * The pings that end the windows (XEP-0199). They go from a secret address of our own to our domain. The server returns
 * them to us in order, so a ping that is back proves that everything written before it has been routed.
 */
export class Pings {
  readonly #domain: string
  readonly #clock: Clock
  readonly #address: string
  readonly #pace: Pace
  readonly #inFlight: Ping[] = []
  #count = 0
  #lastPong: number | undefined

  /** `pace` is told how long the pings take. */
  constructor({ domain, clock, pace }: { domain: string; clock: Clock; pace: Pace }) {
    this.#domain = domain
    this.#clock = clock
    this.#pace = pace
    this.#address = `_${randomUUID()}@${domain}`
  }

  get next(): string {
    return `${this.#address}/${this.#count + 1}`
  }

  get hasRoom(): boolean {
    return this.#inFlight.length < MOST_IN_FLIGHT
  }

  get inFlight(): number {
    return this.#inFlight.length
  }

  /** The id of the oldest ping that has not come back. */
  get oldest(): string | undefined {
    return this.#inFlight[0]?.id
  }

  /** The round-trip time of the last ping that came back, in milliseconds. */
  get lastPong(): number | undefined {
    return this.#lastPong
  }

  /**
   * Starts the time of the next ping. `isFull`: it ends a whole half-window. `service`: a multicast service through which
   * it goes, to prove what the service was sent too. Returns its XML.
   */
  start(isFull: boolean, service?: string): string {
    const id = this.next
    this.#count++
    this.#inFlight.push({ id, at: this.#clock.now(), isFull })
    if (service) return toOurselves({ service, address: this.#address, id })
    return xml('iq', { type: 'get', id, from: this.#address, to: this.#domain }, xml('ping', NS.ping)).toString()
  }

  /** Whether the stanza is one of our pings, or an answer to one: an error proves as much as a result. */
  owns(stanza: Element): boolean {
    return [attr(stanza, 'from'), attr(stanza, 'to')].includes(this.#address)
  }

  /** Removes and returns the ids of this ping and of all pings before it; none if the ping is not in flight. */
  proved(stanza: Element): string[] {
    const id = attr(stanza, 'id') ?? ''
    const proved = this.#inFlight.splice(0, this.#inFlight.findIndex(ping => ping.id === id) + 1)
    const last = proved.at(-1)
    if (last) {
      this.#lastPong = this.#clock.now() - last.at
      this.#pace.measured(this.#lastPong, last.isFull)
    }
    return proved.map(ping => ping.id)
  }

  clear(): void {
    this.#inFlight.length = 0
  }
}
