import type { Config } from '../config/config.js'
import type { GuestAccess } from '../guest-access/guest-access.js'
import type { Monitoring } from '../http/server/monitoring.js'
import type { Monitor } from '../observability/monitor.js'
import type { Service } from '../service/types.js'
import type { Store } from '../store/store.js'
import type { Outbound } from '../xmpp/outbound.js'

const NO_GUESTS = { connections: 0, clients: 0, absent: 0 }

/** The parts whose numbers the metrics show. */
export type MonitoredParts = {
  readonly service: Service
  readonly store: Store
  readonly outbound: Outbound
  readonly guests: GuestAccess | undefined
}

/** Makes what the HTTP side reports, and what it serves to the monitoring. */
export function monitoringOf(
  monitor: Monitor,
  { monitoring: { addresses }, store: { sqlite } }: Config,
  { service, store, outbound, guests }: MonitoredParts,
): Monitoring {
  const { metrics, health } = monitor
  const sources = {
    load: () => service.load(),
    counts: () => store.counts(),
    outbound: () => outbound.state(),
    guests: () => guests?.counts() ?? NO_GUESTS,
  }
  return {
    ...{ addresses, health },
    metrics: monitor.metricsOf({ ...sources, database: sqlite.path }),
    signIns: monitor,
    onAnswer: answer => metrics.requestAnswered(answer),
    onError: code => metrics.requestFailed(code),
  }
}
