import type { Outgoing } from '../batch.js'
import { isGuestAddress } from '../guests/guest-address.js'
import type { FailureLockout } from '../limits/failure-lockout.js'
import type { Element } from '../stanza/element.js'
import { parseJid } from '../stanza/jid.js'
import type { BoundClient, ClientHost } from '../streams/client-stream.js'
import { StreamError } from '../streams/stream-error.js'
import { type Clock, monotonicClock } from '../time/monotonic-clock.js'
import type { DropReason, GuestConnection } from './connection.js'
import { GuestConnections, type Upgrade } from './connections.js'
import { GuestDelivery } from './delivery.js'
import type { DoorRefusal } from './door.js'
import { guestClient, leavePresence } from './guest-client.js'
import type { GuestDesk, SignedInGuest } from './guest-desk.js'
import { guestHost, type SignInWatch } from './guest-host.js'
import { GuestSessions } from './sessions.js'

export type GuestAccessOptions = {
  /** The domain of the service, which is that of the guests. */
  readonly domain: string
  /** The origins whose pages may connect. */
  readonly origins: readonly string[]
  /** Seconds for which a client without a connection stays in its room. */
  readonly grace: number
  readonly connections: number
  readonly connectionsPerAddress: number
  /** The longest stanza, in bytes. */
  readonly stanzaBytes: number
  readonly desk: GuestDesk
  readonly lockout: FailureLockout
  readonly watch: GuestWatch
  /** Passes a stanza of a guest to the rooms. */
  readonly route: (stanza: Element) => void
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** For the time-outs of connections. */
  readonly clock?: Clock
}

/** Is told what happens, for the log and the metrics. */
interface GuestWatch extends SignInWatch {
  onReceived(stanza: Element): void
  onSent(stanza: Element, copies: number): void
  /** A connection was dropped; `guest` is the bare JID of a guest who has signed in. */
  onDropped(guest: string | undefined, reason: DropReason): void
  /** A stream ended with an error of its client, or with a fault of our own. */
  log(line: string, fault?: unknown): void
}

/** The current numbers of connections, of clients, and of those clients that have no connection. */
export type GuestCounts = { readonly connections: number; readonly clients: number; readonly absent: number }

/** Takes the connections of guests, whose stanzas go to the rooms, and sends them what the rooms have for them. */
export interface GuestAccess {
  refusalOf(request: Upgrade['request'], address: string): DoorRefusal | undefined
  accept(upgrade: Upgrade, address: string): void
  /** Sends what is for guests, and returns the rest. Call it after the commit. */
  take(outgoing: readonly Outgoing[]): readonly Outgoing[]
  /** The secret of this guest (a bare JID) has ended: so do the guest's connections. */
  ended(guest: string): void
  /** Periodic work: clients whose grace is over leave their rooms. */
  tick(): void
  pauseReading(): void
  resumeReading(): void
  counts(): GuestCounts
  /** Ends all connections and forgets their clients, which stay in the rooms: another process serves them now. */
  forget(): Promise<void>
  /** Does the same, and takes no connections any more. */
  stop(): Promise<void>
}

export function createGuestAccess(options: GuestAccessOptions): GuestAccess {
  return new GuestFront(options)
}

class GuestFront implements GuestAccess {
  readonly #options: GuestAccessOptions
  readonly #sessions = new GuestSessions()
  readonly #connections: GuestConnections
  readonly #delivery: GuestDelivery
  #isStopped = false

  constructor(options: GuestAccessOptions) {
    this.#options = options
    const { clock = monotonicClock, watch, route } = options
    this.#connections = new GuestConnections({
      ...options,
      clock,
      origins: new Set(options.origins),
      log: (line, fault) => watch.log(line, fault),
      onDropped: (guest, reason) => watch.onDropped(guest, reason),
      host: (connection, address) => this.#host(connection, address),
    })
    this.#delivery = new GuestDelivery({
      isGuest: jid => isGuestAddress(jid, options.domain),
      sessions: this.#sessions,
      route,
      leavesAt: () => this.#leavesAt(),
      onWritten: bytes => this.#connections.wrote(bytes),
      onSent: (stanza, copies) => watch.onSent(stanza, copies),
    })
  }

  refusalOf(request: Upgrade['request'], address: string): DoorRefusal | undefined {
    return this.#isStopped ? 'full' : this.#connections.door.refusalOf(request, address)
  }

  accept(upgrade: Upgrade, address: string): void {
    this.#connections.accept(upgrade, address)
  }

  take(outgoing: readonly Outgoing[]): readonly Outgoing[] {
    return this.#delivery.take(outgoing)
  }

  ended(guest: string): void {
    const error = new StreamError(
      'not-authorized',
      'This guest may no longer be here: the link or a moderator ended it.',
    )
    for (const session of this.#sessions.of(guest)) {
      session.isInside = false
      this.#sessions.remove(session)
      this.#options.route(leavePresence(session))
    }
    this.#connections.endOf(guest, error)
  }

  tick(): void {
    for (const session of this.#sessions.takeDue(this.#options.now())) this.#options.route(leavePresence(session))
  }

  pauseReading(): void {
    this.#connections.pauseReading()
  }

  resumeReading(): void {
    this.#connections.resumeReading()
  }

  counts(): GuestCounts {
    const { size, absent } = this.#sessions
    return { connections: this.#connections.door.count, clients: size, absent }
  }

  async forget(): Promise<void> {
    this.#sessions.clear()
    await this.#connections.close(new StreamError('system-shutdown', 'The service stops; connect again in a moment.'))
  }

  async stop(): Promise<void> {
    this.#isStopped = true
    await this.forget()
  }

  #leavesAt(): number {
    return this.#options.now() + this.#options.grace * 1000
  }

  #host(connection: GuestConnection, address: string): ClientHost {
    const { domain, desk, lockout, watch } = this.#options
    return guestHost({
      ...{ domain, desk, lockout, watch, address },
      clientsOf: guest => this.#sessions.of(guest).length,
      isTaken: jid => this.#sessions.get(jid) !== undefined,
      onSignedIn: guest => {
        connection.guest = guest.jid
      },
      bound: (jid, guest) => this.#bind(connection, jid, guest),
    })
  }

  #bind(connection: GuestConnection, address: string, { room }: SignedInGuest): BoundClient | undefined {
    const jid = parseJid(address)
    if (!jid) return undefined
    const session = this.#sessions.add(jid, room, connection.stream)
    connection.isBound = true
    const { watch, route } = this.#options
    return guestClient(session, {
      route: stanza => {
        watch.onReceived(stanza)
        route(stanza)
      },
      onLost: lost => this.#sessions.lost(lost, this.#leavesAt()),
    })
  }
}
