import type { AddressInfo } from 'node:net'
import type { Logger } from 'pino'
import type { Config } from '../config/config.js'
import { release } from '../config/release.js'
import { ownTokens } from '../http/auth/own-token.js'
import { type TokenRules, tokenRules } from '../http/auth/token-rules.js'
import { createHttpLimits } from '../http/limits.js'
import type { Monitoring } from '../http/server/monitoring.js'
import { createHttpServer } from '../http/server/server.js'
import { tick } from '../muc/lifecycle.js'
import { Monitor } from '../observability/monitor.js'
import { BackPressure, MEMORY_LIMIT } from '../service/back-pressure.js'
import { createSweep } from '../service/occupant-check.js'
import { createService } from '../service/service.js'
import type { Service, ServiceOptions } from '../service/types.js'
import { openSqliteStore } from '../store/sqlite/store.js'
import type { Store } from '../store/store.js'
import { steadyClock } from '../time/non-decreasing-clock.js'
import { createLimits } from '../xmpp/limits.js'
import type { Outbound } from '../xmpp/outbound.js'
import { repeatDoubtful, settleRouted } from '../xmpp/outbox-upkeep.js'
import { createRouter } from '../xmpp/router.js'
import { createServerConnection } from '../xmpp/server-connection.js'
import type { ReadDeliveries } from '../xmpp/stored-deliveries.js'
import { peopleSettings } from './account-settings.js'
import { Gate } from './latch.js'
import { linkEvents } from './link-events.js'
import { serviceSettings } from './service-settings.js'
import { stopper } from './shutdown.js'

/** A Latchstring that serves. */
export interface Latchstring {
  /** Where the REST API listens. */
  readonly httpPort: number
  /** Resolves when the link to the XMPP server is up: at once, or when it is back. */
  linked(): Promise<void>
  /** Does what time brings about; comes by itself every few seconds. Rejects where it could not be stored. */
  tick(): Promise<void>
  /** Ends cleanly: requests are answered, stanzas written, the link and the store closed. */
  stop(): Promise<void>
}

/** What a caller may put in the place of the usual. */
export type Replacements = {
  /** Instead of the store of the configuration. */
  readonly store?: Store
  /** A clock: milliseconds since 1970. */
  readonly now?: () => number
  /** How often it does what time brings about, in milliseconds. */
  readonly every?: number
  /** How much may wait to be done, and to be said, in bytes. */
  readonly memoryLimit?: number
}

/**
 * Starts the service: store, link and REST API. Rejects where the database cannot be opened, the HTTP port is taken, or
 * the link did not get through within `xmpp.connectTimeout`; what had started is stopped again.
 */
export async function startLatchstring(
  config: Config,
  log: Logger,
  {
    store = storeOf(config, log),
    now: clock = Date.now,
    every = 10_000,
    memoryLimit = MEMORY_LIMIT,
  }: Replacements = {},
): Promise<Latchstring> {
  const now = steadyClock(clock)
  const [jwt, people] = [await tokenRules(config.auth.jwt, log), await peopleSettings(config, { log, now })]
  const parts = assemble(config, log, { store, now, every, memoryLimit, key: await store.key(), jwt, people })
  try {
    await parts.service.run({}, repeatDoubtful)
    await parts.outbound.restore()
    await parts.http.listen({ host: config.http.host, port: config.http.port })
    await parts.connect()
  } catch (error) {
    await parts.stop()
    throw error
  }
  const httpPort = portOf(parts.http.server.address())
  log.info({ event: 'started', release, port: httpPort, ...summaryOf(config) }, 'Latchstring serves')
  return { httpPort, linked: parts.linked, tick: parts.tick, stop: parts.stop }
}

function storeOf({ store: { sqlite } }: Config, log: Logger): Store {
  return openSqliteStore(sqlite.path, { checkAtStart: sqlite.checkAtStart, log })
}

/** Who may call the API, by which tokens and passwords. */
type Callers = { readonly jwt: TokenRules; readonly people: Awaited<ReturnType<typeof peopleSettings>> }

/** The one place where the parts meet. */
function assemble(
  config: Config,
  log: Logger,
  { store, now, every, memoryLimit, key, ...callers }: Required<Replacements> & Callers & { key: Uint8Array },
) {
  const undelivered: ReadDeliveries = page => store.undelivered(page)
  const connection = createServerConnection({ ...config.xmpp, log, undelivered, memoryLimit })
  const { outbound } = connection
  const backPressure = new BackPressure({
    pauseReading: () => connection.pauseReading(),
    resumeReading: () => connection.resumeReading(),
    memoryLimit,
  })
  const watch = new Monitor(log, store)
  const settings = serviceSettings(config, { key, startedAt: now() })
  const service = serviceOn(outbound, { ...settings, store, now, observer: watch, backPressure }, watch)
  const up = new Gate()
  const { ticks, ticker } = ticking(service, every)
  const route = createRouter(service, settings.capabilities, createLimits(config.limits, settings.rooms.admins))
  const sweep = createSweep({
    service,
    drained: bound => outbound.drained(bound),
    done: sessions => watch.sweepDone(sessions),
  })
  const events = linkEvents({ service, sweep, up, route, watch })
  const http = createHttpServer({
    ...{ service, log, own: ownTokens(key), admins: settings.rooms.admins },
    ...httpSettings(config, callers),
    monitoring: monitoringBy(watch, config, { service, store, outbound }),
  })
  watch.watchOverload(() => ({ dropped: outbound.state().dropped, isRefusing: backPressure.isFull }))
  const empties = config.rooms.emptyAtStop
  const stop = stopper({ store, connection, service, backPressure, sweep, http, ticker, watch, empties })
  const connect = () => connection.start({ flowControl: backPressure, deliveries: service, events })
  return { service, outbound, connect, http, linked: () => up.passed(), tick: ticks, stop }
}

/** The service, whose batches are sent by `outbound`. */
function serviceOn(
  outbound: Outbound,
  options: Omit<ServiceOptions, 'write' | 'onFault' | 'inDoubt'>,
  watch: Monitor,
): Service {
  return createService({
    ...options,
    write: (outgoing, deliveries) => {
      watch.metrics.stanzasSent(outgoing, deliveries.length)
      outbound.write(outgoing, deliveries)
    },
    onFault: fault => watch.fault(fault),
    // The deliveries of such a commit may be in the store, but outbound was not given them.
    inDoubt: () => void outbound.restore().catch(fault => watch.fault(fault)),
  })
}

/** What time brings about, done every so many milliseconds and whenever it is asked for. */
function ticking(service: Service, every: number) {
  const ticks = () =>
    service.run({}, turn => {
      tick(turn)
      settleRouted(turn)
    })
  // The service has logged a fault; the next tick tries again.
  return { ticks, ticker: setInterval(() => ticks().catch(() => undefined), every) }
}

function httpSettings({ http: { publicUrl, trustedProxies }, limits }: Config, { jwt, people }: Callers) {
  return { publicUrl, trustedProxies, jwt, ...people, connections: limits, limits: createHttpLimits(limits) }
}

function monitoringBy(
  watch: Monitor,
  { monitoring: { addresses }, store: { sqlite } }: Config,
  { service, store, outbound }: { service: Service; store: Store; outbound: Outbound },
): Monitoring {
  const { metrics, health } = watch
  const sources = { load: () => service.load(), counts: () => store.counts(), outbound: () => outbound.state() }
  return {
    ...{ addresses, health },
    metrics: watch.metricsOf({ ...sources, database: sqlite.path }),
    signIns: watch,
    onAnswer: answer => metrics.requestAnswered(answer),
    onError: code => metrics.requestFailed(code),
  }
}

/** What an admin wants to be sure of; none of it is a secret. */
function summaryOf({ xmpp, http, accounts, store, rooms, watchdog }: Config) {
  return {
    domain: xmpp.domain,
    service: xmpp.service,
    publicUrl: http.publicUrl,
    trustedProxies: http.trustedProxies,
    database: store.sqlite.path,
    passwords: accounts.service !== '',
    admins: rooms.admins,
    stalledAfter: watchdog.stalledAfter,
  }
}

function portOf(address: AddressInfo | string | null): number {
  return typeof address === 'object' && address !== null ? address.port : 0
}
