import type { Delivery, Outgoing, Routed } from '../batch.js'
import { attr, type Element } from '../stanza/element.js'
import { bareOf } from '../stanza/jid.js'
import { Deliveries } from './deliveries.js'
import { LONGEST_STANZA, type Window } from './fan-out.js'
import { Lanes } from './lanes.js'
import type { Addressed, SenderAddresses, SenderOptions } from './sender-address.js'
import { type ReadDeliveries, StoredDeliveries } from './stored-deliveries.js'

/** With fewer deliveries than these in memory, more are read from the store. */
const FEW = 500

/** All that waits to be written, and in which order it goes: answers, deliveries, what the rooms say. */
export class Queues {
  readonly lanes = new Lanes()
  readonly deliveries = new Deliveries()
  readonly stored: StoredDeliveries
  readonly #senders: SenderAddresses
  readonly #log: SenderOptions['log']
  #dropped = 0
  #overflowed = false

  constructor(
    senders: SenderAddresses,
    { log, undelivered }: Pick<SenderOptions, 'log'> & { undelivered: ReadDeliveries },
  ) {
    this.#senders = senders
    this.#log = log
    this.stored = new StoredDeliveries(undelivered)
  }

  get isEmpty(): boolean {
    return this.lanes.isEmpty && this.deliveries.isEmpty && !this.stored.hasMore
  }

  /** How many stanzas have been lost. */
  get dropped(): number {
    return this.#dropped
  }

  send({ stanza, to }: Outgoing): void {
    if (this.lanes.add(stanza, to)) return
    this.#dropped += to.length
    if (!this.#overflowed)
      this.#log.warn({}, 'Stanzas are dropped: the server does not keep up, or they are longer than it takes')
    this.#overflowed = true
  }

  /** `now` is a time of the link's clock. */
  deliver(delivery: Delivery, now: number): void {
    if (!this.stored.keeps(delivery, this.deliveries.isFull)) this.deliveries.add(delivery, now)
  }

  /** Reads deliveries from the store while there is room for them. Rejects as the store does. */
  async readStored(now: () => number): Promise<void> {
    while (this.deliveries.size < FEW && !this.deliveries.isFull) {
      const page = await this.stored.next()
      if (page.length === 0) return
      for (const delivery of page) this.deliveries.add(delivery, now())
    }
  }

  /** Fills the window, which ends with this ping where it delivers something; then `impossible` are given up. */
  fill(window: Window, ping: string): { delivers: boolean; impossible: Routed[] } {
    this.lanes.takeAnswers(window)
    const taken = this.#takeDeliveries(window, ping)
    this.lanes.takeBulk(window)
    if (this.lanes.isEmpty) this.#overflowed = false
    return taken
  }

  /** Deliveries go before the rooms' stanzas, but a long outbox leaves them half of the places. */
  #takeDeliveries(window: Window, ping: string): { delivers: boolean; impossible: Routed[] } {
    const share = this.lanes.hasBulk ? Math.ceil(window.left / 2) : window.left
    const part: Window = { texts: window.texts, left: share }
    const impossible = this.deliveries.take({ window: part, ping, address: it => this.#addressed(it) })
    for (const id of impossible) {
      this.#log.error(
        { id },
        'This delivery can never be sent and is given up: it is too long, or has no usable addresses',
      )
    }
    window.left -= share - part.left
    return { delivers: part.left < share, impossible: impossible.map(id => ({ id, mayRepeat: false })) }
  }

  /** What a room says to its occupants stays behind what it said before; an invitation has no such order. */
  #addressed(message: Element): Addressed | 'later' | 'impossible' {
    const isRoomsWord = attr(message, 'type') === 'groupchat'
    if (isRoomsWord && this.lanes.holds(bareOf(attr(message, 'from') ?? ''))) return 'later'
    const addressed = this.#senders.addressed(message)
    return typeof addressed === 'object' && Buffer.byteLength(addressed.text) > LONGEST_STANZA
      ? 'impossible'
      : addressed
  }
}
