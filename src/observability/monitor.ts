import { performance } from 'node:perf_hooks'
import type { Logger } from 'pino'
import type { ServiceObserver, WorkOutcome } from '../service/types.js'
import type { Store } from '../store/store.js'
import { decisionsOf } from './decisions.js'
import { EventLoopLag } from './event-loop-lag.js'
import { type GaugeSources, Gauges } from './gauges.js'
import { type Health, healthOf } from './health.js'
import { Metrics, processMetrics } from './metrics.js'
import { OverloadDetector, type OverloadSigns } from './overload.js'
import { RateLimitedLog } from './rate-limited-log.js'
import { reasonOf } from './refusal-reason.js'
import type { SignInObserver } from './sign-in-observer.js'
import { StorageHealth } from './storage-health.js'

const SECOND = 1000
const MINUTE = 60_000
/** The limits in lines per minute. A line has about 300 bytes; that of a fault also has a stack trace. */
const MAX_DECISIONS = 3000
const MAX_REFUSALS = 60
const MAX_FAULTS = 20
/** These refusals are not logged: clients cause them in normal use. */
const ORDINARY: ReadonlySet<string> = new Set(['service-unavailable', 'feature-not-implemented', 'item-not-found'])

/** A monotonic clock, in milliseconds. */
const now = () => performance.now()

/** Observes the service and reports in metrics, in the log and in health checks. */
export class Monitor implements ServiceObserver, SignInObserver {
  readonly metrics = new Metrics()
  readonly health: Health
  readonly #log: Logger
  readonly #lag: EventLoopLag
  readonly #storage: StorageHealth
  readonly #decisions: RateLimitedLog
  readonly #refusals: RateLimitedLog
  readonly #faults: RateLimitedLog
  readonly #overload = new OverloadDetector()
  readonly #timers: NodeJS.Timeout[]
  #isLinked = false
  #isStopping = false

  /** `isElsewhere`: whether another instance has the link. */
  constructor(log: Logger, store: Pick<Store, 'probe'>, isElsewhere = () => false) {
    this.#log = log
    this.#lag = new EventLoopLag({ onClockJump: by => this.#clockJumped(by) })
    this.#storage = new StorageHealth(
      store,
      {
        onTrouble: err =>
          log.error({ event: 'storage-trouble', err }, 'The storage fails; all work that needs it is refused'),
        onRecovery: failures => log.info({ event: 'storage-recovery', failures }, 'The storage works again'),
      },
      now,
    )
    this.#faults = new RateLimitedLog(log, { limit: MAX_FAULTS, of: 'faults', level: 'error' })
    const link = () => (this.#isLinked ? 'up' : isElsewhere() ? 'elsewhere' : 'down')
    this.health = healthOf({ loop: this.#lag, storage: this.#storage, link, now })
    this.#decisions = new RateLimitedLog(log, { limit: MAX_DECISIONS, of: 'decisions' })
    this.#refusals = new RateLimitedLog(log, { limit: MAX_REFUSALS, of: 'refusals' })
    this.#timers = [setInterval(() => this.#endMinute(), MINUTE).unref()]
  }

  onBatch(batch: { works: number; changes: number; commit: number | undefined }): void {
    this.metrics.batchDone(batch)
    if (batch.commit !== undefined) this.#storage.succeeded()
  }

  onWork(outcome: WorkOutcome, jidOf: (roomId: string) => string | undefined): void {
    this.metrics.workDone(outcome)
    if (outcome.refusal) this.#refused(outcome)
    if (outcome.changes.length === 0) return
    for (const { fields, text } of decisionsOf(outcome, jidOf)) this.#decisions.write(fields, text)
  }

  onStorageFault(fault: unknown): void {
    this.metrics.batchFailed()
    this.#storage.failed(fault)
  }

  onConflict(): void {
    this.metrics.doneAgain()
  }

  /** A batch failed, because of the storage or a fault in the program. */
  fault(err: unknown): void {
    this.#faults.write({ event: 'fault', err }, 'A batch failed; nothing of it was stored or sent')
  }

  /** Makes the function that gives the metrics in the text format of Prometheus. */
  metricsOf(sources: Omit<GaugeSources, 'isLinked'>): () => Promise<string> {
    const gauges = new Gauges(this.metrics.registry, { ...sources, isLinked: () => this.#isLinked })
    return async () => {
      await gauges.read(now())
      return `${await this.metrics.registry.metrics()}\n${await processMetrics()}`
    }
  }

  /** Checks every second for signs of overload. */
  watchOverload(signs: () => OverloadSigns): void {
    this.#timers.push(setInterval(() => this.#checkOverload(signs()), SECOND).unref())
  }

  /** The clients of all occupants were checked; `occupants` is their number. */
  occupantCheckDone(occupants: number): void {
    this.#log.info({ event: 'sweep', occupants }, 'The clients of all occupants were checked')
  }

  /** The connection to the XMPP server came up. */
  linkUp(): void {
    this.#isLinked = true
    this.metrics.linkEvent('up')
  }

  /** The connection to the XMPP server was lost or closed. */
  linkDown(): void {
    this.#isLinked = false
    this.metrics.linkEvent('down')
    if (!this.#isStopping) this.#log.warn({ event: 'server-down' }, 'The connection to the XMPP server is down')
  }

  onFailure(): void {
    this.metrics.signInFailed()
  }

  onLocked(subject: { readonly user: string | undefined } | { readonly address: string }): void {
    this.#refusals.write(
      { event: 'sign-in-locked', ...subject },
      'Too many sign-ins failed; further ones are refused for a while',
    )
  }

  /** The connection of a guest was dropped: its client reads too slowly, or answers no ping. */
  guestDropped(guest: string | undefined, reason: 'slow' | 'silent'): void {
    this.metrics.guestDropped(reason)
    this.#refusals.write({ event: 'guest-dropped', guest, reason }, 'The connection of a guest was dropped')
  }

  /** The service begins to stop. */
  stopping(): void {
    this.#isStopping = true
    this.#log.info({ event: 'stopping' }, 'Latchstring stops')
  }

  /** The service has stopped. Ends all timers and reports the last counts. */
  stopped(): void {
    for (const timer of this.#timers) clearInterval(timer)
    this.#lag.stop()
    this.#endMinute()
    this.#log.info({ event: 'stopped' }, 'Latchstring has stopped')
  }

  #refused({ requester, room, refusal }: WorkOutcome): void {
    const reason = refusal && reasonOf(refusal)
    if (reason === undefined || ORDINARY.has(reason)) return
    this.#refusals.write({ event: 'refused', reason, ...requester, room }, 'A stanza or request was refused')
  }

  #clockJumped(by: number): void {
    this.metrics.clockJumped()
    this.#log.warn({ event: 'clock-jump', seconds: by / 1000 }, 'The clock was set while the service was running')
  }

  #checkOverload(signs: OverloadSigns): void {
    const change = this.#overload.update(now(), signs)
    if (change === 'begins')
      this.#log.warn(
        { event: 'overload', ...signs },
        'There is more work than the service or the XMPP server can handle',
      )
    if (change === 'is over') this.#log.info({ event: 'overload-over', ...signs }, 'The overload is over')
  }

  #endMinute(): void {
    this.#decisions.endMinute()
    this.#refusals.endMinute()
    this.#faults.endMinute()
  }
}
