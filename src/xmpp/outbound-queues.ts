import type { Delivery, Outgoing, Routed } from '../batch.js'
import { attr, type Element } from '../stanza/element.js'
import { bareOf } from '../stanza/jid.js'
import { Deliveries } from './deliveries.js'
import { LONGEST_STANZA, type Window } from './fan-out.js'
import type { Multicasts } from './multicasts.js'
import { PriorityQueues } from './priority-queues.js'
import type { Addressed, SenderAddresses, SenderOptions } from './sender-address.js'
import { type ReadDeliveries, StoredDeliveries } from './stored-deliveries.js'

/** With fewer deliveries than this in memory, more are read from the store. */
const FEW = 500

/** Everything that waits to be written, in the order of writing: answers, deliveries, bulk. */
export class OutboundQueues {
  /** Stanzas that are lost with the link. */
  readonly transient: PriorityQueues
  deliveries = new Deliveries()
  readonly stored: StoredDeliveries
  readonly #senders: SenderAddresses
  readonly #log: SenderOptions['log']
  #dropped = 0
  #overflowed = false

  constructor(
    senders: SenderAddresses,
    {
      log,
      undelivered,
      multicasts,
    }: Pick<SenderOptions, 'log'> & { undelivered: ReadDeliveries; multicasts: Multicasts },
  ) {
    this.transient = new PriorityQueues({ multicasts })
    this.#senders = senders
    this.#log = log
    this.stored = new StoredDeliveries(undelivered)
  }

  get isEmpty(): boolean {
    return this.transient.isEmpty && this.deliveries.isEmpty && !this.stored.hasMore
  }

  get dropped(): number {
    return this.#dropped
  }

  /** Forgets all deliveries. */
  forget(): void {
    this.deliveries = new Deliveries()
    this.stored.forget()
  }

  send(sent: Outgoing): void {
    if (this.transient.add(sent)) return
    this.#dropped += sent.to.length
    if (!this.#overflowed)
      this.#log.warn({}, 'Stanzas are dropped: the server does not keep up, or they are longer than it accepts')
    this.#overflowed = true
  }

  /** `now` is a time of the link's clock in milliseconds. */
  deliver(delivery: Delivery, now: number): void {
    if (!this.stored.keeps(this.deliveries.isFull)) this.#add(delivery, now)
  }

  /** Reads deliveries from the store while there is room in memory. Rejects as the store does. */
  async readStored(now: () => number): Promise<void> {
    while (this.stored.mayBeRead && this.deliveries.size < FEW && !this.deliveries.isFull) {
      for (const delivery of await this.stored.next()) this.#add(delivery, now())
    }
  }

  /**
   * Fills the window, which ends with this ping if it `delivers`. Answers take at most half of the places while others
   * wait, and deliveries half of the rest while bulk waits; free places go to the others. So no kind can block another.
   * Returns in `impossible` the deliveries that are given up.
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
      // A stanza that is longer than the share is written all the same, but does not use up the shares of the others.
      free -= share - Math.max(part.left, 0)
    }
    takes(answer, deliveries.hasNew || transient.hasBulk)
    takes(deliver, transient.hasBulk)
    takes(part => transient.takeBulk(part), false)
    answer(window)
    deliver(window)
    if (transient.isEmpty) this.#overflowed = false
    for (const { id } of impossible) {
      const text =
        'This delivery is given up because it can never be sent: it is too long, or its addresses are invalid'
      this.#log.error({ id }, text)
    }
    return { delivers: delivered > 0, impossible }
  }

  #add(delivery: Delivery, since: number): void {
    this.deliveries.add(delivery, { since, behind: this.transient.added })
  }

  /** A room's message to occupants waits for the room's earlier stanzas; an invitation does not. */
  #addressed({ message, behind }: { message: Element; behind: number }): Addressed | 'later' | 'impossible' {
    const isGroupchat = attr(message, 'type') === 'groupchat'
    if (isGroupchat && this.transient.holds(bareOf(attr(message, 'from') ?? ''), behind)) return 'later'
    const addressed = this.#senders.addressed(message)
    return typeof addressed === 'object' && Buffer.byteLength(addressed.text) > LONGEST_STANZA
      ? 'impossible'
      : addressed
  }
}
