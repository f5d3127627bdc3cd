import type { Outgoing } from '../../src/batch.js'
import { capabilities } from '../../src/muc/capabilities.js'
import type { RoomConfig } from '../../src/muc/model/room-config.js'
import type { Settings } from '../../src/muc/model/state.js'
import { createService } from '../../src/service/service.js'
import type { Service } from '../../src/service/types.js'
import { parseElement } from '../../src/stanza/element.js'
import { openSqliteStore } from '../../src/store/sqlite/store.js'
import type { Store, StoredCounts } from '../../src/store/store.js'
import { createRouter } from '../../src/xmpp/router.js'
import { limitsOf, roomsSettings } from '../settings.js'
import { config } from '../store/contract.js'

export const DOMAIN = 'rooms.localhost'

/** A whole service without a link. Counts the outgoing stanzas, and keeps them only for a listener. */
export type Harness = {
  readonly service: Service
  /** Routes a stanza, given as XML text. */
  receives(stanza: string): void
  /** Calls `listener` with the stanzas that go out while `work` runs and until the service is idle. */
  during(work: () => void | Promise<void>, listener: (outgoing: readonly Outgoing[]) => void): Promise<void>
  /** Resolves with the number of stanzas sent during `work`, one for each address. */
  sentBy(work: () => void): Promise<number>
  /** Resolves with the stanzas sent to `session` during `work`, as XML text. */
  receivedBy(session: string, work: () => void): Promise<string[]>
  /** The numbers of stored rows. */
  counts(): Promise<StoredCounts>
  /** Number of rooms read from the store so far. */
  roomsRead(): number
  stop(): Promise<void>
}

export type HarnessOptions = {
  /** Path of the database; by default it is in memory. */
  readonly path?: string
  /** Changes to the default room configuration. */
  readonly configuration?: Partial<RoomConfig>
  /** Changes to the settings of all rooms. */
  readonly settings?: Partial<Settings>
  /** Milliseconds since 1970; by default always the same. */
  readonly now?: () => number
  /** By default the ids are counted. */
  readonly newId?: () => string
  /** By default those of the configuration. */
  readonly limits?: Parameters<typeof limitsOf>[0]
}

export function createHarness({
  path = ':memory:',
  configuration,
  settings,
  now = () => 1_700_000_000_000,
  newId = counted(),
  limits,
}: HarnessOptions = {}): Harness {
  const sqlite = openSqliteStore(path)
  let loaded = 0
  const store: Store = {
    ...sqlite,
    load: async wanted => {
      const found = await sqlite.load(wanted)
      loaded += found.rooms.length
      return found
    },
  }
  let hear: Parameters<Harness['during']>[1] = () => undefined
  const all = capabilities('1')
  const service = createService({
    store,
    rooms: { ...roomsSettings({ maxMembers: 0 }), maxOwned: 0, defaults: { ...config, ...configuration }, ...settings },
    capabilities: all,
    write: outgoing => hear(outgoing),
    now,
    newId,
    onFault: fault => {
      throw fault
    },
  })
  const route = createRouter(service, all, limitsOf(limits))
  const during: Harness['during'] = async (work, listener) => {
    await service.idle()
    hear = listener
    await work()
    await service.idle()
    hear = () => undefined
  }
  return {
    service,
    receives: stanza => route(parseElement(stanza)),
    during,
    async sentBy(work) {
      let count = 0
      await during(work, outgoing => {
        for (const { to } of outgoing) count += to.length
      })
      return count
    },
    async receivedBy(session, work) {
      const received: string[] = []
      await during(work, outgoing => {
        for (const { stanza, to } of outgoing) if (to.includes(session)) received.push(stanza.toString())
      })
      return received
    },
    counts: () => sqlite.counts(),
    roomsRead: () => loaded,
    stop: async () => {
      await service.idle()
      await store.close()
    },
  }
}

function counted(): () => string {
  let ids = 0
  return () => String(++ids).padStart(8, '0').padEnd(32, '0')
}
