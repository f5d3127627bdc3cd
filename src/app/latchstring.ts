import type { AddressInfo } from 'node:net'
import type { Logger } from 'pino'
import type { Leases } from '../cluster/leases.js'
import type { Config } from '../config/config.js'
import { release } from '../config/release.js'
import { NewEvents } from '../event-feed/new-events.js'
import type { GuestAccess } from '../guest-access/guest-access.js'
import { endedGuests } from '../guests/ended.js'
import { ownTokens } from '../http/auth/own-token.js'
import { providerRules, type TokenRules, tokenRules } from '../http/auth/token-rules.js'
import { Hops } from '../http/forward/hop.js'
import { createHttpLimits } from '../http/limits.js'
import { within } from '../http/server/networks.js'
import { createHttpServer } from '../http/server/server.js'
import { settingsOf } from '../muc/operations/settings.js'
import { ClusterMonitor } from '../observability/cluster-monitor.js'
import { Monitor } from '../observability/monitor.js'
import { BackPressure, MEMORY_LIMIT } from '../service/back-pressure.js'
import { Gate } from '../service/gate.js'
import { createOccupantCheck } from '../service/occupant-check.js'
import { createService } from '../service/service.js'
import type { Service, ServiceOptions } from '../service/types.js'
import type { Store, StoredChange } from '../store/store.js'
import { nonDecreasingClock } from '../time/non-decreasing-clock.js'
import { WebhookSender } from '../webhook-delivery/webhook-sender.js'
import type { Outbound } from '../xmpp/outbound.js'
import { repeatDoubtful } from '../xmpp/outbox-upkeep.js'
import { createRouter } from '../xmpp/router.js'
import { createServerConnection } from '../xmpp/server-connection.js'
import type { ReadDeliveries } from '../xmpp/stored-deliveries.js'
import { type AccountSettings, accountSettings } from './account-settings.js'
import { guestAccess, stanzaLimits } from './guests.js'
import { aloneHolding, type Duties, type Holding } from './holding.js'
import { Latch } from './latch.js'
import { LeasedHolding } from './leased-holding.js'
import { linkEvents } from './link-events.js'
import { monitoringOf } from './monitoring.js'
import { openStorage } from './open-storage.js'
import { serviceSettings } from './service-settings.js'
import { createShutdown } from './shutdown.js'
import { Ticking } from './ticking.js'

/** In milliseconds: where another instance may still have a link for a moment. */
const PING_AGAIN = 500

/** A running Latchstring. */
export interface Latchstring {
  /** Where the REST API listens. */
  readonly httpPort: number
  /** Resolves when the link to the XMPP server is up at this instance, at once if it is up now. */
  linked(): Promise<void>
  /** Does the periodic work, which also runs every `tickInterval` and `newsInterval`. Rejects if it cannot be stored. */
  tick(): Promise<void>
  /** Answers requests, sends queued stanzas, and closes the link and the store. Idempotent. */
  stop(): Promise<void>
}

/** Parts and limits that a caller, such as a test, may replace. */
export type Overrides = {
  /** By default the store of the configuration. */
  readonly store?: Store
  /** The leases of the instances that share this store; without them, no other one does. */
  readonly leases?: Leases | undefined
  /** A clock: milliseconds since 1970. */
  readonly now?: () => number
  /** The interval of the periodic work, in milliseconds: 10,000 by default. */
  readonly tickInterval?: number
  /** The interval in which waiting news are told, in milliseconds: 1000 by default. */
  readonly newsInterval?: number
  /** The limit of each of queued work and queued stanzas, in bytes: `MEMORY_LIMIT` by default. */
  readonly memoryLimit?: number
}

/**
 * Starts the service: store, link and REST API. Rejects if the database cannot be opened, the HTTP port is in use, or
 * the link is not up within `xmpp.connectTimeout`; the parts that had started are stopped again.
 */
export async function startLatchstring(
  config: Config,
  log: Logger,
  {
    store: given,
    leases: givenLeases,
    now: clock = Date.now,
    tickInterval = 10_000,
    newsInterval = 1000,
    memoryLimit = MEMORY_LIMIT,
  }: Overrides = {},
): Promise<Latchstring> {
  const now = nonDecreasingClock(clock)
  const { store, leases, name } = given
    ? { store: given, leases: givenLeases, name: 'given' }
    : await openStorage(config, log)
  const auth = {
    jwt: await tokenRules(config.auth.jwt, log),
    oidc: providerRules(config.auth.oidc, log),
    accounts: await accountSettings(config, { log, now }),
  }
  const parts = assemble(config, log, {
    store,
    leases,
    now,
    tickInterval,
    newsInterval,
    memoryLimit,
    key: await store.key(),
    ...auth,
  })
  try {
    await parts.holding.start(async () => {
      await parts.http.listen({ host: config.http.host, port: config.http.port })
    })
  } catch (error) {
    await parts.stop()
    throw error
  }
  const httpPort = portOf(parts.http.server.address())
  log.info({ event: 'started', release, port: httpPort, database: name, ...summaryOf(config) }, 'Latchstring serves')
  return { httpPort, linked: parts.linked, tick: parts.tick, stop: parts.stop }
}

/** How callers of the REST API authenticate: by tokens, and by passwords of accounts. */
type AuthSettings = {
  readonly jwt: TokenRules
  readonly oidc: TokenRules | undefined
  readonly accounts: AccountSettings
}

/** Creates all parts and connects them with each other. */
function assemble(
  config: Config,
  log: Logger,
  {
    store,
    leases,
    now,
    tickInterval,
    newsInterval,
    memoryLimit,
    key,
    ...auth
  }: Required<Omit<Overrides, 'leases'>> & Pick<Overrides, 'leases'> & AuthSettings & { key: Uint8Array },
) {
  const undelivered: ReadDeliveries = page => store.undelivered(page)
  const mayConnect = () => holding.mayConnect()
  const connection = createServerConnection({
    ...config.xmpp,
    log,
    undelivered,
    memoryLimit,
    mayConnect,
    pingAgain: leases && PING_AGAIN,
  })
  const { outbound } = connection
  const backPressure = new BackPressure({
    pauseReading: () => {
      connection.pauseReading()
      guests?.pauseReading()
    },
    resumeReading: () => {
      connection.resumeReading()
      guests?.resumeReading()
    },
    memoryLimit,
  })
  const monitor = new Monitor(log, store, () => typeof holding.place === 'object')
  const settings = serviceSettings(config, { key, startedAt: now() })
  const gate = new Gate(outbound.backlog)
  const bounds = { memoryLimit, gate, backPressure }
  const guests = guestAccess(config, {
    ...{ now, log, monitor, digests: settings.rooms.digests },
    lookUp: lookup => service.lookUp(lookup),
    route: stanza => {
      if (holding.mayAct()) route(stanza)
    },
  })
  const newEvents = new NewEvents()
  const committed = (changes: readonly StoredChange[]) => {
    newEvents.committed(changes)
    webhooks.committed(changes)
  }
  const service = serviceOn(
    { outbound, guests, monitor, committed },
    { ...settings, ...bounds, store, now, observer: monitor, mayCommit: () => holding.mayAct() },
  )
  const isAllowed = within(config.events.privateReceivers)
  const webhooks = new WebhookSender({ service, newEvents, isAllowed, now })
  const linkReady = new Latch()
  const { kept: eventsKept } = settings.rooms.events
  const adopt = leases && (() => outbound.restore({ fromStart: true }))
  const ticking = new Ticking({ service, guests, now, eventsKept, adopt, tickInterval, newsInterval })
  const messageLimits = stanzaLimits(config, settings.rooms.admins)
  const route = createRouter(service, settings.capabilities, messageLimits)
  const occupantCheck = createOccupantCheck({
    service,
    drained: bound => outbound.drained(bound),
    done: sessions => monitor.occupantCheckDone(sessions),
  })
  const duties: Duties = {
    async takeUp() {
      service.forget()
      outbound.forget()
      await service.run({}, repeatDoubtful)
      await outbound.restore()
      await webhooks.start()
      ticking.start()
    },
    connect: () => connection.start({ flowControl: backPressure, deliveries: service, events }),
    cut: () => connection.cut(),
    async layDown() {
      ticking.stop()
      service.forget()
      await Promise.all([guests?.forget(), webhooks.stop()])
    },
  }
  const cluster = leases && new ClusterMonitor(log, monitor.metrics.registry)
  const holding = holdingOf(leases, { duties, cluster, url: config.cluster.url })
  const { domain } = config.xmpp
  const events = linkEvents({ service, occupantCheck, linkReady, holding, route, monitor, guests, domain })
  const http = createHttpServer({
    ...{ service, guests, newEvents, log, own: ownTokens(key), admins: settings.rooms.admins },
    ...{ settings: settingsOf(settings.capabilities), messageLimits },
    serviceAccounts: settings.rooms.tokens.serviceAccounts,
    ...httpSettings(config, auth),
    forwarding: cluster && {
      placement: holding,
      hops: new Hops(key, now),
      onForwarded: sent => cluster.forwarded(sent),
    },
    monitoring: monitoringOf(monitor, config, { service, store, outbound, guests }),
  })
  monitor.watchOverload(() => ({ dropped: outbound.state().dropped, refused: service.load().refused }))
  const stop = createShutdown({
    ...{ store, connection, service, guests, webhooks, gate, occupantCheck, http, ticking, holding, monitor },
    emptiesRooms: config.rooms.emptyAtStop,
  })
  return { holding, http, linked: () => linkReady.opened(), tick: () => ticking.tick(), stop }
}

/** The part of this instance in the life of the link: it has it always if there are no leases. */
function holdingOf(
  leases: Leases | undefined,
  { duties, cluster, url }: { duties: Duties; cluster: ClusterMonitor | undefined; url: string },
): Holding {
  if (!leases || !cluster) return aloneHolding(duties)
  const holding = new LeasedHolding({ leases, duties, observer: cluster, url })
  cluster.watch(() => holding.state())
  return holding
}

type Recipients = {
  readonly outbound: Outbound
  readonly guests: GuestAccess | undefined
  readonly monitor: Monitor
  /** Is told of the changes of each committed batch. */
  readonly committed: (changes: readonly StoredChange[]) => void
}

/** Creates the service. What is for guests goes to their connections, and `outbound` sends the rest. */
function serviceOn(
  { outbound, guests, monitor, committed }: Recipients,
  options: Omit<ServiceOptions, 'write' | 'onCommitted' | 'onFault' | 'onOutcomeUnknown'>,
): Service {
  return createService({
    ...options,
    write: (all, deliveries) => {
      const outgoing = guests ? guests.take(all) : all
      monitor.metrics.stanzasSent(outgoing, deliveries.length)
      outbound.write(outgoing, deliveries)
    },
    onFault: fault => monitor.fault(fault),
    onCommitted: changes => {
      committed(changes)
      for (const guest of guests ? endedGuests(changes) : []) guests?.ended(guest)
    },
    // The deliveries of such a commit may be in the store, but outbound did not get them.
    onOutcomeUnknown: () => void outbound.restore().catch(fault => monitor.fault(fault)),
  })
}

function httpSettings({ http, xmpp, web, limits }: Config, { jwt, oidc, accounts }: AuthSettings) {
  const { publicUrl, trustedProxies, origins } = http
  const pages = { web: { ...web, domain: xmpp.domain } }
  return {
    publicUrl,
    ...pages,
    trustedProxies,
    origins,
    jwt,
    oidc,
    ...accounts,
    connections: limits,
    limits: createHttpLimits(limits),
  }
}

/** The keys of the configuration for the log at the start. None is a secret. */
function summaryOf({ xmpp, http, accounts, rooms, watchdog }: Config) {
  return {
    domain: xmpp.domain,
    service: xmpp.service,
    publicUrl: http.publicUrl,
    trustedProxies: http.trustedProxies,
    passwords: accounts.service !== '',
    admins: rooms.admins,
    stalledAfter: watchdog.stalledAfter,
  }
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0
}
