import type { Delivery, Outgoing, Routed } from '../batch.js'
import { attr, type Element } from '../stanza/element.js'
import { type Clock, monotonicClock } from '../time/monotonic-clock.js'
import type { Window } from './fan-out.js'
import { KeepAlive } from './keep-alive.js'
import { Multicasts } from './multicasts.js'
import type { Outbound, OutboundBacklog, OutboundOptions, OutboundState } from './outbound.js'
import { OutboundQueues } from './outbound-queues.js'
import { Pace } from './pace.js'
import { Pings } from './pings.js'
import { SenderAddresses } from './sender-address.js'

/** Creates an outbound whose link is down. */
export function createOutbound(options: OutboundOptions): Outbound {
  return new WindowedOutbound(options)
}

/** Keeps two half-windows in flight, each of which ends with a ping that the server returns. */
class WindowedOutbound implements Outbound {
  readonly backlog: OutboundBacklog
  readonly #options: OutboundOptions
  readonly #pace: Pace
  readonly #clock: Clock
  readonly #queues: OutboundQueues
  readonly #senders: SenderAddresses
  readonly #pings: Pings
  readonly #multicasts: Multicasts
  readonly #keepAlive: KeepAlive
  readonly #drainers = new Set<() => void>()
  #callOffPing: () => void = () => undefined
  #phase: 'down' | 'probing' | 'up' = 'down'
  /** The places of a half-window that were written since the last ping. */
  #unproved = 0
  /** The text that the link did not accept. It is written first. */
  #held = ''
  #confirmed: Routed[] = []
  #count = { in: 0, out: 0 }
  /** Whether the queues have become shorter since the last `eased`. */
  #isEased = false

  constructor(options: OutboundOptions) {
    const { domain, clock = monotonicClock, window = 1000, answerTimeout = 30 } = options
    this.#options = options
    const pace = new Pace(Math.max(1, Math.floor(window / 2)))
    this.#pace = pace
    this.#clock = clock
    this.#pings = new Pings({ domain, clock, pace })
    this.#senders = new SenderAddresses(options)
    this.#multicasts = new Multicasts(options)
    const queues = new OutboundQueues(this.#senders, { ...options, multicasts: this.#multicasts })
    this.#queues = queues
    const { memoryLimit = Number.POSITIVE_INFINITY } = options
    this.backlog = {
      of: causer => queues.transient.placesOf(causer),
      get pace() {
        return pace.soon
      },
      get isFull() {
        return queues.transient.load.characters > memoryLimit
      },
    }
    this.#keepAlive = new KeepAlive({
      clock,
      timeout: answerTimeout * 1000,
      sendPing: () => this.#sendPing(),
      onTimeout: () => options.onTimeout?.(),
    })
  }

  forget(): void {
    this.#queues.forget()
  }

  async restore({ fromStart = false } = {}): Promise<void> {
    this.#queues.stored.mayHaveMore({ fromStart })
    await this.#queues.readStored(() => this.#clock.now())
    this.#pump()
  }

  write(outgoing: readonly Outgoing[], deliveries: readonly Delivery[]): void {
    const now = this.#clock.now()
    if (this.#phase !== 'down') for (const sent of outgoing) this.#queues.send(sent)
    for (const delivery of deliveries) this.#queues.deliver(delivery, now)
    this.#pump()
  }

  linkUp(): void {
    this.#phase = 'probing'
    this.#sendPing()
    this.#pingAgain(this.#pings.oldest ?? '')
  }

  linkDown(why: 'lost' | 'closed'): void {
    const { transient, deliveries } = this.#queues
    // Behind each delivery is a ping. What else was written, also while the link closed, proves nothing about them.
    const isProved = why === 'closed' && this.#pings.inFlight === 0
    this.#phase = 'down'
    this.#unproved = 0
    this.#held = ''
    this.#keepAlive.stop()
    this.#callOffPing()
    this.#pings.clear()
    this.#isEased = !transient.isEmpty
    transient.clear()
    this.#senders.linkDown()
    this.#multicasts.linkDown()
    deliveries.linkDown()
    const again = isProved ? [] : deliveries.sendRecentAgain(this.#clock.now())
    if (again.length > 0) this.#options.repeated(again)
    this.#settle()
  }

  takes(stanza: Element): boolean {
    this.#count.in++
    if (this.#pings.owns(stanza)) this.#pong(stanza)
    else if (!this.#multicasts.takes(stanza) && !this.#senders.takes(stanza) && !this.#refuses(stanza)) return false
    this.#pump()
    return true
  }

  readingPaused(): void {
    this.#keepAlive.pause()
  }

  readingResumed(): void {
    this.#keepAlive.resume()
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

  state(): OutboundState {
    const { transient, deliveries, dropped } = this.#queues
    const now = this.#clock.now()
    return {
      queuedCharacters: transient.load.characters,
      queuedStanzas: transient.load.stanzas,
      deliveries: deliveries.size,
      oldestDelivery: now - (deliveries.oldest ?? now),
      windowsInFlight: this.#pings.inFlight,
      lastPong: this.#pings.lastPong,
      dropped,
      stanzasIn: this.#count.in,
      stanzasOut: this.#count.out,
    }
  }

  #pong(stanza: Element): void {
    const proved = this.#pings.proved(stanza)
    if (proved.length === 0) return
    this.#multicasts.proved(proved)
    this.#queues.transient.resume()
    this.#keepAlive.answered({ othersOut: this.#pings.inFlight > 0 })
    for (const ping of proved) this.#confirmed.push(...this.#queues.deliveries.confirm(ping, this.#clock.now()))
    if (this.#phase !== 'probing') return
    this.#phase = 'up'
    this.#senders.linkOpen(() => this.#pump())
    this.#multicasts.linkOpen()
  }

  #refuses(stanza: Element): boolean {
    const host = attr(stanza, 'from') ?? ''
    const isError = stanza.name === 'message' && attr(stanza, 'type') === 'error'
    if (!isError || !this.#queues.deliveries.refuse(attr(stanza, 'id') ?? '', host)) return false
    this.#senders.refusedBy(host)
    return true
  }

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

  /** Sends a ping alone: nothing else is in flight. */
  #sendPing(): void {
    this.#unproved = 0
    this.#send(this.#ping())
  }

  /** `oldest`: the oldest ping without an answer at the last look. */
  #pingAgain(oldest: string): void {
    const { pingAgain } = this.#options
    if (pingAgain === undefined) return
    this.#callOffPing = this.#clock.after(pingAgain, () => {
      const now = this.#pings.oldest
      if (now !== undefined && now === oldest && this.#held === '') this.#send(this.#ping())
      this.#pingAgain(now ?? '')
      this.#settle()
    })
  }

  #ping({ isFull = false } = {}): string {
    this.#keepAlive.pinged()
    return this.#pings.start(isFull, this.#multicasts.seal(this.#pings.next))
  }

  /**
   * The text of one write. It ends with a ping if it holds deliveries or if the half-window is full. A smaller one has
   * none: its stanzas may be lost, and count for the next half-window, so that the server never has more than a window.
   * So before a text that the link does not accept, a ping is in flight, whose return writes it again.
   */
  #nextWindow(): string {
    const half = this.#pace.half
    const window: Window = { texts: [], left: half - this.#unproved }
    this.#multicasts.takeFirst(window)
    const { delivers, impossible } = this.#queues.fill(window, this.#pings.next)
    this.#confirmed.push(...impossible)
    this.#count.out += window.texts.length
    this.#isEased ||= window.texts.length > 0
    const isFull = window.left <= 0
    const draining = this.#drainers.size > 0 && window.left < half
    const ends = delivers || draining || isFull || this.#multicasts.awaitsPing
    if (ends) window.texts.push(this.#ping({ isFull }))
    this.#unproved = ends ? 0 : half - window.left
    return window.texts.join('')
  }

  /** Confirms deliveries and reads more from the store. Must run last: the callbacks may call `write`. */
  #settle(): void {
    const confirmed = this.#confirmed
    this.#confirmed = []
    if (confirmed.length > 0) void this.#note(confirmed)
    this.#readStored()
    if (this.#isEased) this.#options.eased?.()
    this.#isEased = false
    const idle = this.#queues.isEmpty && this.#pings.inFlight === 0 && this.#unproved === 0
    if (idle) for (const settled of this.#drainers) settled()
  }

  async #note(confirmed: readonly Routed[]): Promise<void> {
    await this.#options.confirmed(confirmed)
    this.#queues.deliveries.stored(confirmed)
  }

  /** A read that fails is repeated when a ping is back. */
  #readStored(): void {
    const { stored, deliveries } = this.#queues
    if (!stored.hasMore) return
    const before = deliveries.size
    this.#queues
      .readStored(() => this.#clock.now())
      .then(() => {
        if (deliveries.size > before || !stored.hasMore) this.#pump()
      })
      .catch((err: unknown) =>
        this.#options.log.error({ err }, 'The deliveries that wait in the store could not be read'),
      )
  }
}
