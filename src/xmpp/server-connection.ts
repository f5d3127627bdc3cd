import type { Routed } from '../batch.js'
import type { Element } from '../stanza/element.js'
import { type Link, type LinkOptions, openLink } from './link.js'
import type { Outbound, OutboundOptions } from './outbound.js'
import { createOutbound } from './windowed-outbound.js'

export type ServerConnectionOptions = LinkOptions &
  Omit<OutboundOptions, 'write' | 'onTimeout' | 'confirmed' | 'repeated' | 'eased'>

/** Is told when the link can be read, and when it cannot. */
interface FlowControl {
  linkUp(): void
  linkDown(): void
}

/** Records in the store the deliveries that the server has, as `OutboundOptions` describes. */
interface DeliveryRecords {
  confirm(deliveries: readonly Routed[]): Promise<void>
  repeat(ids: readonly string[]): void
}

/** The callbacks of a connection, in the tick of the link's events. */
export interface ConnectionEvents {
  /** Whether what is read may still be handled. False: it is dropped. */
  mayRead(): boolean
  /** Called first for each stanza that is read, also for those that the connection handles itself. */
  onRead(stanza: Element): void
  /** Called for each stanza that is not for outbound. */
  onStanza(stanza: Element): void
  /** Called when less waits to be sent than before. */
  onEased(): void
  /** Called when outbound accepts stanzas. */
  onUp(): void
  /** Called when outbound has dropped its stanzas. */
  onDown(): void
}

/** The parts of the service that a connection calls once it is started. */
type ConnectionUsers = {
  readonly flowControl: FlowControl
  readonly deliveries: DeliveryRecords
  readonly events: ConnectionEvents
}

/** The connection to the XMPP server: the link, and the outbound that writes to it. */
export interface ServerConnection {
  readonly outbound: Outbound
  /** Connects, and calls `users` from now on. Settles as `start` of the link, and may be called again like it. */
  start(users: ConnectionUsers): Promise<void>
  /** Stops reading until `resumeReading` or the next link; meanwhile no ping times out. */
  pauseReading(): void
  resumeReading(): void
  /** Closes the link as its `stop`. */
  stop(): Promise<void>
  /** Ends the link as its `cut`. */
  cut(): Promise<void>
}

/** Creates a connection that is down until `start`. */
export function createServerConnection(options: ServerConnectionOptions): ServerConnection {
  return new LinkedOutbound(options)
}

class LinkedOutbound implements ServerConnection {
  readonly outbound: Outbound
  readonly #link: Link
  #startedFor: ConnectionUsers | undefined

  constructor(options: ServerConnectionOptions) {
    this.#link = openLink(options, {
      onStanza: stanza => this.#receive(stanza),
      onUp: () => this.#up(),
      onDown: why => this.#down(why),
    })
    this.outbound = createOutbound({
      ...options,
      write: text => this.#link.write(text),
      onTimeout: () => this.#link.drop('silent'),
      confirmed: deliveries => this.#users.deliveries.confirm(deliveries),
      repeated: ids => this.#users.deliveries.repeat(ids),
      eased: () => this.#users.events.onEased(),
    })
  }

  start(users: ConnectionUsers): Promise<void> {
    this.#startedFor = users
    return this.#link.start()
  }

  pauseReading(): void {
    this.#link.pause()
    this.outbound.readingPaused()
  }

  resumeReading(): void {
    this.#link.resume()
    this.outbound.readingResumed()
  }

  stop(): Promise<void> {
    return this.#link.stop()
  }

  cut(): Promise<void> {
    return this.#link.cut()
  }

  /** Without a link, outbound writes nothing and so has nothing to report: there are no calls before `start`. */
  get #users(): ConnectionUsers {
    if (!this.#startedFor) throw new Error('The connection is not started')
    return this.#startedFor
  }

  #receive(stanza: Element): void {
    const { events } = this.#users
    if (!events.mayRead()) return
    events.onRead(stanza)
    if (!this.outbound.takes(stanza)) events.onStanza(stanza)
  }

  #up(): void {
    const { flowControl, events } = this.#users
    this.outbound.linkUp()
    flowControl.linkUp()
    events.onUp()
  }

  #down(why: 'lost' | 'closed'): void {
    const { flowControl, events } = this.#users
    flowControl.linkDown()
    this.outbound.linkDown(why)
    events.onDown()
  }
}
