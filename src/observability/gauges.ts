import { statSync } from 'node:fs'
import { Counter, Gauge, type Registry } from 'prom-client'
import { release } from '../config/release.js'
import type { ServiceLoad } from '../service.js'
import type { StoredCounts } from '../store/store.js'
import type { OutboundState } from '../xmpp/outbound.js'

/** For how many milliseconds what is stored is not counted again: it takes longer the more there is. */
const COUNTED_EVERY = 60_000

/** Whom to ask how much there is. */
export type Sources = {
  readonly load: () => ServiceLoad
  readonly counts: () => Promise<StoredCounts>
  readonly outbound: () => OutboundState
  readonly isLinked: () => boolean
  /** The path of the database file. */
  readonly database: string
}

/** Shows how much there is just now; asked whenever somebody reads the metrics. */
export class Gauges {
  readonly #sources: Sources
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
  #countedAt = Number.NEGATIVE_INFINITY

  constructor(registry: Registry, sources: Sources) {
    this.#sources = sources
    const gauge = <Label extends string>(name: string, help: string, labelNames: Label[] = []): Gauge<Label> =>
      new Gauge({ name: `latchstring_${name}`, help, labelNames, registers: [registry] })
    gauge('info', 'The version that runs', ['release']).set({ release }, 1)
    this.#link = gauge('server_link_up', 'Whether the link to the XMPP server is up')
    this.#waiting = gauge('works_waiting', 'Pieces of work that wait for their batch')
    this.#rooms = gauge('rooms', 'Rooms in memory, and rooms stored', ['where'])
    this.#sessions = gauge('sessions', 'Clients in rooms, as in memory and as stored', ['where'])
    this.#outbox = gauge('outbox_deliveries', 'Deliveries that are kept; in memory those that wait', ['where'])
    this.#oldest = gauge('outbox_oldest_seconds', 'For how long the oldest delivery in memory waits')
    this.#queued = gauge('stanzas_queued', 'Stanzas that wait for their window, besides deliveries')
    this.#windows = gauge('windows_in_flight', 'Windows of stanzas whose ping is not back')
    this.#pong = gauge('pong_seconds', 'How long the last ping that came back was on its way')
    const dropped = { name: 'latchstring_stanzas_dropped_total', help: 'Stanzas for the XMPP server that were dropped' }
    this.#dropped = new Counter({ ...dropped, registers: [registry] })
    this.#bytes = gauge('store_bytes', 'The size of the database', ['file'])
  }

  /** `now`: a clock that nobody sets, in milliseconds. */
  async read(now: number): Promise<void> {
    const { load, counts, isLinked, database, outbound } = this.#sources
    const { waiting, rooms, sessions } = load()
    this.#link.set(isLinked() ? 1 : 0)
    this.#waiting.set(waiting)
    this.#rooms.set({ where: 'memory' }, rooms)
    this.#sessions.set({ where: 'memory' }, sessions)
    this.#bytes.set({ file: 'database' }, sizeOf(database))
    this.#bytes.set({ file: 'wal' }, sizeOf(`${database}-wal`))
    this.#readOutbound(outbound())
    if (now - this.#countedAt < COUNTED_EVERY) return
    this.#countedAt = now
    const stored = await counts().catch(() => undefined)
    // Where the storage fails, that is told by other means, and what was counted last stays.
    if (!stored) return
    this.#rooms.set({ where: 'store' }, stored.rooms)
    this.#sessions.set({ where: 'store' }, stored.sessions)
    this.#outbox.set({ where: 'store' }, stored.deliveries)
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

/** In bytes; 0 where there is no such file. */
function sizeOf(path: string): number {
  return statSync(path, { throwIfNoEntry: false })?.size ?? 0
}
