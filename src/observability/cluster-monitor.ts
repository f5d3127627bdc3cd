import type { Logger } from 'pino'
import { Counter, Gauge, type Registry } from 'prom-client'

/** What the metrics show of the other instances. `age`: seconds since the last renewal of the own lease. */
export type ClusterState = { readonly age: number; readonly instances: number }

/** What became of a forwarded request: answered, sent and not answered, or not sent since no connection was there. */
export type Forwarding = 'answered' | 'unknown' | 'unreached'

/** Reports in the metrics and in the log what an instance does among others. */
export class ClusterMonitor {
  readonly #log: Logger
  readonly #registry: Registry
  readonly #takeovers: Counter
  readonly #forwarded: Counter<'outcome'>

  constructor(log: Logger, registry: Registry) {
    this.#log = log
    this.#registry = registry
    const registers = [registry]
    const takeovers = 'Times that this instance has taken the link to the XMPP server'
    this.#takeovers = new Counter({ name: 'latchstring_link_takeovers_total', help: takeovers, registers })
    this.#forwarded = new Counter({
      ...{ name: 'latchstring_forwarded_total', help: 'Requests that were forwarded to another instance', registers },
      labelNames: ['outcome'],
    })
  }

  /** Shows this state in the metrics. */
  watch(state: () => ClusterState): void {
    this.#gauge('lease_age_seconds', 'Seconds since the lease of this instance was renewed', () => state().age)
    this.#gauge('instances', 'The instances on this database that are alive', () => state().instances)
  }

  linkTaken(): void {
    this.#takeovers.inc()
    this.#log.info({ event: 'link-taken' }, 'This instance takes the link to the XMPP server')
  }

  linkLost(why: string): void {
    this.#log.warn({ event: 'link-lost', why }, 'This instance has lost the link to the XMPP server to another one')
  }

  leaseTrouble(err: unknown): void {
    this.#log.error({ event: 'lease-trouble', err }, 'The lease of this instance could not be renewed')
  }

  leaseRecovery(): void {
    this.#log.info({ event: 'lease-recovery' }, 'The lease of this instance is renewed again')
  }

  fault(err: unknown): void {
    this.#log.error({ event: 'take-over-failed', err }, 'The rooms could not be taken over')
  }

  /** A request was forwarded. */
  forwarded(outcome: Forwarding): void {
    this.#forwarded.inc({ outcome })
  }

  #gauge(name: string, help: string, read: () => number): void {
    new Gauge({
      ...{ name: `latchstring_${name}`, help, registers: [this.#registry] },
      collect() {
        this.set(read())
      },
    })
  }
}
