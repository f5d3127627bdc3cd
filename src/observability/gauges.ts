import { statSync } from 'node:fs'
import { Counter, Gauge, type Registry } from 'prom-client'
import { release } from '../config/release.js'
import type { GuestCounts } from '../guest-access/guest-access.js'
import type { ServiceLoad } from '../service/types.js'
import type { StoredCounts } from '../store/store.js'
import type { OutboundState } from '../xmpp/outbound.js'

/** Milliseconds between two counts of the stored rows: a count takes longer the more rows there are. */
const COUNT_INTERVAL = 60_000

/** Where the gauges read their values. */
export type GaugeSources = {
  readonly load: () => ServiceLoad
  readonly counts: () => Promise<StoredCounts>
  readonly outbound: () => OutboundState
  readonly guests: () => GuestCounts
  readonly isLinked: () => boolean
  /** The path of the database file. */
  readonly database: string
}

/** The metrics of current quantities, read from their sources for each scrape. */
export class Gauges {
  readonly #sources: GaugeSources
  readonly #link: Gauge
  readonly #waiting: Gauge
  readonly #rooms: Gauge<'where'>
  readonly #sessions: Gauge<'where'>
  readonly #outbox: Gauge<'where'>
  readonly #oldest: Gauge
  readonly #queued: Gauge
  readonly #windows: Gauge
  readonly #pong: Gauge
  readonly #dropped: Counter
  #droppedBefore = 0
  readonly #bytes: Gauge<'file'>
  readonly #connections: Gauge
  readonly #guests: Gauge<'state'>
  #countedAt = Number.NEGATIVE_INFINITY

  constructor(registry: Registry, sources: GaugeSources) {
    this.#sources = sources
    const gauge = <Label extends string>(name: string, help: string, labelNames: Label[] = []): Gauge<Label> =>
      new Gauge({ name: `latchstring_${name}`, help, labelNames, registers: [registry] })
    gauge('info', 'The running version', ['release']).set({ release }, 1)
    this.#link = gauge('server_link_up', 'Whether the connection to the XMPP server is up')
    this.#waiting = gauge('works_waiting', 'Stanzas and requests that wait for a batch')
    this.#rooms = gauge('rooms', 'Rooms, in memory and in the database', ['where'])
    this.#sessions = gauge('sessions', 'Clients in rooms, in memory and in the database', ['where'])
    this.#outbox = gauge('outbox_deliveries', 'Deliveries that the XMPP server may not have yet', ['where'])
    this.#oldest = gauge('outbox_oldest_seconds', 'The age of the oldest delivery in memory')
    this.#queued = gauge('stanzas_queued', 'Stanzas that wait for a window, without deliveries')
    this.#windows = gauge('windows_in_flight', 'Windows of stanzas whose ping is not answered yet')
    this.#pong = gauge('pong_seconds', 'The round trip time of the last answered ping')
    const dropped = { name: 'latchstring_stanzas_dropped_total', help: 'Stanzas for the XMPP server that were dropped' }
    this.#dropped = new Counter({ ...dropped, registers: [registry] })
    this.#bytes = gauge('store_bytes', 'The size of the database', ['file'])
    this.#connections = gauge('guest_connections', 'Connections of guests')
    this.#guests = gauge('guest_clients', 'Clients of guests, with a connection and in the grace without', ['state'])
  }

  /** Reads all values. `now`: a monotonic time in milliseconds. */
  async read(now: number): Promise<void> {
    const { load, counts, isLinked, database, outbound, guests } = this.#sources
    const { waiting, rooms, sessions } = load()
    this.#link.set(isLinked() ? 1 : 0)
    this.#waiting.set(waiting)
    this.#rooms.set({ where: 'memory' }, rooms)
    this.#sessions.set({ where: 'memory' }, sessions)
    this.#bytes.set({ file: 'database' }, sizeOf(database))
    this.#bytes.set({ file: 'wal' }, sizeOf(`${database}-wal`))
    this.#readOutbound(outbound())
    this.#readGuests(guests())
    if (now - this.#countedAt < COUNT_INTERVAL) return
    this.#countedAt = now
    const stored = await counts().catch(() => undefined)
    // The last counts stay; the monitor reports the storage fault.
    if (!stored) return
    this.#rooms.set({ where: 'store' }, stored.rooms)
    this.#sessions.set({ where: 'store' }, stored.sessions)
    this.#outbox.set({ where: 'store' }, stored.deliveries)
  }

  #readGuests({ connections, clients, absent }: GuestCounts): void {
    this.#connections.set(connections)
    this.#guests.set({ state: 'connected' }, clients - absent)
    this.#guests.set({ state: 'absent' }, absent)
  }

  #readOutbound(state: OutboundState): void {
    this.#outbox.set({ where: 'memory' }, state.deliveries)
    this.#oldest.set(state.oldestDelivery / 1000)
    this.#queued.set(state.queuedStanzas)
    this.#windows.set(state.windowsInFlight)
    if (state.lastPong !== undefined) this.#pong.set(state.lastPong / 1000)
    this.#dropped.inc(state.dropped - this.#droppedBefore)
    this.#droppedBefore = state.dropped
  }
}

/** The size in bytes; 0 if there is no such file. */
function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
