import type { Delivery, Outgoing, Routed } from '../batch.js'
import { attr, type Element } from '../stanza/element.js'
import { bareOf } from '../stanza/jid.js'
import { Deliveries } from './deliveries.js'
import { LONGEST_STANZA, type Window } from './fan-out.js'
import { PriorityQueues } from './priority-queues.js'
import type { Addressed, SenderAddresses, SenderOptions } from './sender-address.js'
import { type ReadDeliveries, StoredDeliveries } from './stored-deliveries.js'

/** With fewer deliveries than these in memory, more are read from the store. */
const FEW = 500

/** All that waits to be written, and in which order it goes: answers, deliveries, bulk. */
export class OutboundQueues {
  readonly transient = new PriorityQueues()
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
    return this.transient.isEmpty && this.deliveries.isEmpty && !this.stored.hasMore
  }

  /** How many stanzas have been lost. */
  get dropped(): number {
    return this.#dropped
  }

  send({ stanza, to }: Outgoing): void {
    if (this.transient.add(stanza, to)) return
    this.#dropped += to.length
    if (!this.#overflowed)
      this.#log.warn({}, 'Stanzas are dropped: the server does not keep up, or they are longer than it takes')
    this.#overflowed = true
  }

  /** `now` is a time of the link's clock. */
  deliver(delivery: Delivery, now: number): void {
    if (!this.stored.keeps(this.deliveries.isFull)) this.#add(delivery, now)
  }

  /** Reads deliveries from the store while there is room for them. Rejects as the store does. */
  async readStored(now: () => number): Promise<void> {
    while (this.stored.mayBeRead && this.deliveries.size < FEW && !this.deliveries.isFull) {
      for (const delivery of await this.stored.next()) this.#add(delivery, now())
    }
  }

  /**
   * Fills the window, which ends with this ping where it delivers something; then `impossible` are given up. While others
   * wait, answers take half of the places, and deliveries half of the rest while bulk waits. What one leaves the others
   * take. So none of the three can keep another from going.
   */
  fill(window: Window, ping: string): { delivers: boolean; impossible: Routed[] } {
    const { transient, deliveries } = this
    const impossible: Routed[] = []
    let [free, delivered] = [window.left, 0]
    const answer = (part: Window) => transient.takeAnswers(part)
    const deliver = (part: Window) => {
      const before = part.texts.length
      impossible.push(...deliveries.take({ window: part, ping, address: it => this.#addressed(it) }))
      delivered += part.texts.length - before
    }
    const takes = (take: (part: Window) => void, othersWait: boolean) => {
      const share = othersWait ? Math.ceil(free / 2) : free
      const part: Window = { texts: window.texts, left: share }
      take(part)
      window.left -= share - part.left
      // A stanza that is longer than the share goes all the same, but not in place of the others.
      free -= share - Math.max(part.left, 0)
    }
    takes(answer, deliveries.hasNew || transient.hasBulk)
    takes(deliver, transient.hasBulk)
    takes(part => transient.takeBulk(part), false)
    answer(window)
    deliver(window)
    if (transient.isEmpty) this.#overflowed = false
    for (const { id } of impossible) {
      const text = 'This delivery can never be sent and is given up: it is too long, or has no usable addresses'
      this.#log.error({ id }, text)
    }
    return { delivers: delivered > 0, impossible }
  }

  #add(delivery: Delivery, since: number): void {
    this.deliveries.add(delivery, { since, behind: this.transient.added })
  }

  /** What a room says to its occupants stays behind what it said before; an invitation has no such order. */
  #addressed({ message, behind }: { message: Element; behind: number }): Addressed | 'later' | 'impossible' {
    const isRoomsWord = attr(message, 'type') === 'groupchat'
    if (isRoomsWord && this.transient.holds(bareOf(attr(message, 'from') ?? ''), behind)) return 'later'
    const addressed = this.#senders.addressed(message)
    return typeof addressed === 'object' && Buffer.byteLength(addressed.text) > LONGEST_STANZA
      ? 'impossible'
      : addressed
  }
}
