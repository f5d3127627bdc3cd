import { performance } from 'node:perf_hooks'
import type { Logger } from 'pino'
import type { SignInObserver } from '../http/auth/sign-in-guard.js'
import type { ServiceObserver, WorkOutcome } from '../service.js'
import type { Store } from '../store/store.js'
import { BoundedLines } from './bounded-lines.js'
import { decisionsOf } from './decisions.js'
import { Gauges, type Sources } from './gauges.js'
import { type Health, healthOf } from './health.js'
import { LoopWatch } from './loop.js'
import { Meters, processMetrics } from './meters.js'
import { type OverloadSigns, OverloadWatch } from './overload.js'
import { reasonOf } from './refusal-reason.js'
import { StorageWatch } from './storage.js'

const SECOND = 1000
const MINUTE = 60_000
/** How many lines a minute tell of decisions, and of refusals: a line has some 300 bytes. */
const MOST_DECISIONS = 3000
const MOST_REFUSALS = 60
/** Each with its stack. */
const MOST_FAULTS = 20
/** They are a client's everyday questions, not somebody who is kept out. */
const ORDINARY: ReadonlySet<string> = new Set(['service-unavailable', 'feature-not-implemented', 'item-not-found'])

/** A clock that nobody sets, in milliseconds. */
const now = () => performance.now()

/** Sees what the service does, and tells it: by meters, by lines in the log, and to who asks whether all is well. */
export class Watch implements ServiceObserver, SignInObserver {
  readonly meters = new Meters()
  readonly health: Health
  readonly #log: Logger
  readonly #loop: LoopWatch
  readonly #storage: StorageWatch
  readonly #decisions: BoundedLines
  readonly #refusals: BoundedLines
  readonly #faults: BoundedLines
  readonly #overload = new OverloadWatch()
  readonly #timers: NodeJS.Timeout[]
  #isLinked = false
  #isStopping = false

  constructor(log: Logger, store: Pick<Store, 'probe'>) {
    this.#log = log
    this.#loop = new LoopWatch({ onClockJump: by => this.#clockJumped(by) })
    this.#storage = new StorageWatch(
      store,
      {
        onTrouble: err =>
          log.error({ event: 'storage-trouble', err }, 'The storage fails; nothing that needs it is done'),
        onRecovery: failures => log.info({ event: 'storage-recovery', failures }, 'The storage works again'),
      },
      now,
    )
    this.#faults = new BoundedLines(log, { most: MOST_FAULTS, of: 'faults', level: 'error' })
    this.health = healthOf({ loop: this.#loop, storage: this.#storage, isLinked: () => this.#isLinked, now })
    this.#decisions = new BoundedLines(log, { most: MOST_DECISIONS, of: 'decisions' })
    this.#refusals = new BoundedLines(log, { most: MOST_REFUSALS, of: 'refusals' })
    this.#timers = [setInterval(() => this.#turn(), MINUTE).unref()]
  }

  onBatch(batch: { works: number; changes: number; commit: number | undefined }): void {
    this.meters.batchDone(batch)
    if (batch.commit !== undefined) this.#storage.succeeded()
  }

  onWork(outcome: WorkOutcome, jidOf: (roomId: string) => string | undefined): void {
    this.meters.workDone(outcome)
    if (outcome.refusal) this.#refused(outcome)
    if (outcome.changes.length === 0) return
    for (const { fields, text } of decisionsOf(outcome, jidOf)) this.#decisions.write(fields, text)
  }

  onStorageFault(fault: unknown): void {
    this.meters.batchFailed()
    this.#storage.failed(fault)
  }

  /** A fault of ours, or of the storage. */
  fault(err: unknown): void {
    this.#faults.write({ event: 'fault', err }, 'A batch failed; nothing of it was kept or sent')
  }

  /** The text that `/metrics` answers. */
  metricsOf(sources: Omit<Sources, 'isLinked'>): () => Promise<string> {
    const gauges = new Gauges(this.meters.registry, { ...sources, isLinked: () => this.#isLinked })
    return async () => {
      await gauges.read(now())
      return `${await this.meters.registry.metrics()}\n${await processMetrics().metrics()}`
    }
  }

  /** Looks every second whether there is too much to do. */
  looksAfter(signs: () => OverloadSigns): void {
    this.#timers.push(setInterval(() => this.#lookAt(signs()), SECOND).unref())
  }

  /** All who were in rooms have been looked for, since some may have gone unseen. */
  sweepDone(occupants: number): void {
    this.#log.info({ event: 'sweep', occupants }, 'Whoever was in a room has been looked for')
  }

  linkUp(): void {
    this.#isLinked = true
    this.meters.linkEvent('up')
  }

  linkDown(): void {
    this.#isLinked = false
    this.meters.linkEvent('down')
    if (!this.#isStopping) this.#log.warn({ event: 'server-down' }, 'The link to the XMPP server is down')
  }

  /** Somebody failed to sign in. */
  onFailure(): void {
    this.meters.signInFailed()
  }

  onLocked(who: { readonly user: string | undefined } | { readonly address: string }): void {
    this.#refusals.write(
      { event: 'sign-in-locked', ...who },
      'Too many sign-ins have failed; they are locked for a while',
    )
  }

  /** The service is told to stop. */
  stopping(): void {
    this.#isStopping = true
    this.#log.info({ event: 'stopping' }, 'Latchstring stops')
  }

  /** Nothing happens any more. What is still to be told is told. */
  stopped(): void {
    for (const timer of this.#timers) clearInterval(timer)
    this.#loop.stop()
    this.#turn()
    this.#log.info({ event: 'stopped' }, 'Latchstring has stopped')
  }

  #refused({ origin, room, refusal }: WorkOutcome): void {
    const reason = refusal && reasonOf(refusal)
    if (reason === undefined || ORDINARY.has(reason)) return
    this.#refusals.write({ event: 'refused', reason, ...origin, room }, 'Something was refused')
  }

  #clockJumped(by: number): void {
    this.meters.clockJumped()
    this.#log.warn({ event: 'clock-jump', seconds: by / 1000 }, 'The clock was set while the service runs')
  }

  #lookAt(signs: OverloadSigns): void {
    const news = this.#overload.look(now(), signs)
    if (news === 'begins') this.#log.warn({ event: 'overload', ...signs }, 'There is more to do than can be done')
    if (news === 'is over') this.#log.info({ event: 'overload-over', ...signs }, 'The overload is over')
  }

  #turn(): void {
    this.#decisions.turn()
    this.#refusals.turn()
    this.#faults.turn()
  }
}
