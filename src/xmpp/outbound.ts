import type { Delivery, Outgoing } from '../batch.js'
import { attr, type Element } from '../stanza/element.js'
import { bareOf } from '../stanza/jid.js'
import { Deliveries } from './deliveries.js'
import { LONGEST_STANZA, type Window } from './fan-out.js'
import { Lanes } from './lanes.js'
import { Pings } from './pings.js'
import { type Addressed, SenderAddresses, type SenderOptions } from './sender-address.js'

/** All that goes out. It is written in windows, so that the server never has much before it (servers queue for ever). */
export interface Outbound {
  /** Takes what a batch sends, after its commit. Without a link `outgoing` is dropped and the deliveries wait. */
  write(outgoing: readonly Outgoing[], deliveries: readonly Delivery[]): void
  /**
   * Nothing but a ping is written until it is back. Prosody's adverts of XEP-0356 come before it, ejabberd's around it:
   * so a delivery that needs one waits `advertGrace` more.
   */
  linkUp(): void
  /** What is queued is dropped; deliveries that the server may not have are new again. */
  linkDown(): void
  /** True where the stanza is for outbound itself: a ping that is back, an advert or a refusal of XEP-0356. */
  takes(stanza: Element): boolean
  /** Resolves when the server has everything, or after `bound` milliseconds. */
  drained(bound: number): Promise<void>
}

export type OutboundOptions = SenderOptions & {
  /** Writes to the link; false where it does not take the text now. */
  write(text: string): boolean
  /** These deliveries need not be sent again. */
  confirmed(ids: readonly string[]): void
  /** How many stanzas the server may have before it; 500 where absent. */
  readonly window?: number
}

/** Starts without a link. */
export function createOutbound(options: OutboundOptions): Outbound {
  return new WindowedOutbound(options)
}

class WindowedOutbound implements Outbound {
  readonly #options: OutboundOptions
  readonly #half: number
  readonly #lanes = new Lanes()
  readonly #deliveries = new Deliveries()
  readonly #senders: SenderAddresses
  readonly #pings: Pings
  readonly #drainers = new Set<() => void>()
  #phase: 'down' | 'probing' | 'up' = 'down'
  #overflowed = false
  /** How many places of a half-window are taken by what was written since the last ping. */
  #unproved = 0
  /** What the link did not take. It is written before all else. */
  #held = ''
  #confirmed: string[] = []

  constructor(options: OutboundOptions) {
    this.#options = options
    this.#half = Math.max(1, Math.floor((options.window ?? 500) / 2))
    this.#pings = new Pings(options.domain)
    this.#senders = new SenderAddresses(options)
  }

  write(outgoing: readonly Outgoing[], deliveries: readonly Delivery[]): void {
    for (const delivery of deliveries) this.#deliveries.add(delivery)
    for (const { stanza, to } of this.#phase === 'down' ? [] : outgoing) {
      if (!this.#lanes.add(stanza, to)) this.#overflow()
    }
    this.#pump()
  }

  linkUp(): void {
    this.#phase = 'probing'
    this.#send(this.#pings.start())
  }

  linkDown(): void {
    this.#phase = 'down'
    this.#unproved = 0
    this.#held = ''
    this.#pings.clear()
    this.#lanes.clear()
    this.#senders.linkDown()
    this.#deliveries.linkLost()
    this.#settle()
  }

  takes(stanza: Element): boolean {
    if (this.#pings.owns(stanza)) this.#pong(stanza)
    else if (!this.#senders.takes(stanza) && !this.#refuses(stanza)) return false
    this.#pump()
    return true
  }

  drained(bound: number): Promise<void> {
    return new Promise(resolve => {
      const settled = () => {
        clearTimeout(timer)
        this.#drainers.delete(settled)
        resolve()
      }
      const timer = setTimeout(settled, bound)
      this.#drainers.add(settled)
      this.#pump()
    })
  }

  #pong(stanza: Element): void {
    const proved = this.#pings.proved(stanza)
    for (const ping of proved) this.#confirmed.push(...this.#deliveries.confirm(ping))
    if (this.#phase !== 'probing' || proved.length === 0) return
    this.#phase = 'up'
    this.#senders.linkOpen(() => this.#pump())
  }

  #refuses(stanza: Element): boolean {
    const host = attr(stanza, 'from') ?? ''
    const isError = stanza.name === 'message' && attr(stanza, 'type') === 'error'
    if (!isError || !this.#deliveries.refuse(attr(stanza, 'id') ?? '', host)) return false
    this.#senders.refusedBy(host)
    return true
  }

  /** Writes as many windows as may be on their way. */
  #pump(): void {
    if (this.#held === '' || this.#send(this.#held)) {
      while (this.#phase === 'up' && this.#pings.hasRoom) {
        const text = this.#nextWindow()
        if (text === '' || !this.#send(text)) break
      }
    }
    this.#settle()
  }

  #send(text: string): boolean {
    const sent = this.#options.write(text)
    this.#held = sent ? '' : text
    return sent
  }

  /**
   * The text of one write. It ends with a ping where it holds deliveries or where the half-window is full. Less than
   * that goes without: it may be lost, and the next windows count it, so the server never has more before it than a
   * window. What the link refuses to take therefore has a ping before it, whose return tries again.
   */
  #nextWindow(): string {
    const window: Window = { texts: [], left: this.#half - this.#unproved }
    this.#lanes.takeAnswers(window)
    const delivers = this.#takeDeliveries(window)
    this.#lanes.takeBulk(window)
    const draining = this.#drainers.size > 0 && window.left < this.#half
    const ends = delivers || draining || window.left <= 0
    if (ends) window.texts.push(this.#pings.start())
    this.#unproved = ends ? 0 : this.#half - window.left
    return window.texts.join('')
  }

  /** Deliveries go before the rooms' stanzas, but a long outbox leaves them half of the places. */
  #takeDeliveries(window: Window): boolean {
    const share = this.#lanes.hasBulk ? Math.ceil(window.left / 2) : window.left
    const part: Window = { texts: window.texts, left: share }
    const ping = this.#pings.next
    const impossible = this.#deliveries.take({ window: part, ping, address: it => this.#addressed(it) })
    for (const id of impossible) {
      this.#options.log.error(
        { id },
        'This delivery can never be sent and is given up: it is too long, or has no usable addresses',
      )
    }
    this.#confirmed.push(...impossible)
    window.left -= share - part.left
    return part.left < share
  }

  /** What a room says to its occupants stays behind what it said before; an invitation has no such order. */
  #addressed(message: Element): Addressed | 'later' | 'impossible' {
    const isRoomsWord = attr(message, 'type') === 'groupchat'
    if (isRoomsWord && this.#lanes.holds(bareOf(attr(message, 'from') ?? ''))) return 'later'
    const addressed = this.#senders.addressed(message)
    return typeof addressed === 'object' && addressed.text.length > LONGEST_STANZA ? 'impossible' : addressed
  }

  #overflow(): void {
    if (!this.#overflowed)
      this.#options.log.warn({}, 'Stanzas are dropped: the server does not keep up, or they are longer than it takes')
    this.#overflowed = true
  }

  /** Tells what has come to its end. Last, because those who hear it may write again. */
  #settle(): void {
    if (this.#lanes.isEmpty) this.#overflowed = false
    const ids = this.#confirmed
    this.#confirmed = []
    if (ids.length > 0) this.#options.confirmed(ids)
    const idle = this.#lanes.isEmpty && this.#deliveries.isEmpty && this.#pings.isEmpty && this.#unproved === 0
    if (idle) for (const settled of this.#drainers) settled()
  }
}
