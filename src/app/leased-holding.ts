import { setTimeout as pause } from 'node:timers/promises'
import type { Leases, LeaseView, LinkWish, OtherInstance } from '../cluster/leases.js'
import type { Place } from '../cluster/placement.js'
import { ConfigError } from '../config/config-error.js'
import { monotonicClock } from '../time/monotonic-clock.js'
import { LinkError } from '../xmpp/link-trouble.js'
import type { Duties, Holding } from './holding.js'

/** In milliseconds: the time between two beats, and while the holder stops. */
const BETWEEN = 150
const BETWEEN_AT_STOP = 20
/**
 * After a beat that failed, an instance takes nothing from others until this number of beats has succeeded: after an outage of
 * the database, the holder gets back its own, though its connection may take a second longer.
 */
const ENOUGH = 10
/**
 * In milliseconds: how much longer a holder keeps its link that knows that the database does not answer. It is probably away for
 * all, and work waits for it as long as that.
 */
const GRACE = 2000
/** In milliseconds: how long an instance that could not open the link, or not prepare itself, leaves it to the others. */
const REST = 1000

/** Why the link was lost: another instance has it, or the lease was not renewed in time. */
export type Loss = 'taken' | 'not-renewed' | 'not-prepared'

/** Is told what becomes of the link. */
interface HoldingObserver {
  linkTaken(): void
  linkLost(why: Loss): void
  /** A beat failed, for the first time. */
  leaseTrouble(fault: unknown): void
  /** Beats succeed again. */
  leaseRecovery(): void
  /** What was taken up could not be prepared. */
  fault(fault: unknown): void
}

export type LeasedHoldingOptions = {
  readonly leases: Leases
  readonly duties: Duties
  readonly observer: HoldingObserver
  /** Where the others reach the HTTP of this instance; empty if they cannot. */
  readonly url: string
}

/**
 * The life of the link where several instances share a database: the one that has the lease holds it, the others wait. A
 * holder whose lease has run out gives the link up if it last saw another one alive: that takes it now.
 */
export class LeasedHolding implements Holding {
  readonly #options: LeasedHoldingOptions
  readonly #clock = monotonicClock
  #view: LeaseView = { isHolder: false, holder: undefined, isStopping: false, others: [] }
  /** The beats that have succeeded since the last one that failed, up to `ENOUGH`. */
  #good = ENOUGH
  #lastBeat: number
  #beats = Promise.resolve()
  #callOff: () => void = () => undefined
  /** What was taken up and laid down, in its order. */
  #duties = Promise.resolve()
  /** Until when this instance holds the link; undefined if it does not. */
  #until: number | undefined
  #callOffEnd: () => void = () => undefined
  /** How often it has lost the link. */
  #losses = 0
  #restsUntil = 0
  #isPrepared = false
  #isLinked = false
  #isStopping = false
  #isReleased = false
  readonly #waiting = new Set<() => void>()
  #started: (fault?: unknown) => void = () => undefined

  constructor(options: LeasedHoldingOptions) {
    this.#options = options
    this.#lastBeat = this.#clock.now()
  }

  async start(listen: () => Promise<void>): Promise<void> {
    await listen()
    const started = new Promise<void>((resolve, reject) => {
      this.#started = fault => (fault === undefined ? resolve() : reject(fault))
    })
    // A fault below comes first.
    started.catch(() => undefined)
    await this.#firstBeat()
    this.#next()
    await this.#requireUrls()
    await started
  }

  get place(): Place | undefined {
    if (this.#until !== undefined) return this.#isPrepared && this.mayAct() ? 'here' : undefined
    const { holder, others } = this.#view
    // An instance that alone is cut off from the database guesses: another one has the link by now.
    const elsewhere = holder ?? (this.#good === 0 ? others[0] : undefined)
    return this.#isReached(elsewhere) ? { url: elsewhere.url } : undefined
  }

  async placed(bound: number): Promise<Place | undefined> {
    const end = this.#clock.now() + bound
    while (this.place === undefined && this.#clock.now() < end && !this.#isReleased) await this.#change(end)
    return this.place
  }

  mayAct(): boolean {
    if (this.#until === undefined) return false
    // A process that has stood still knows nothing of the database.
    const grace = this.#good === 0 ? GRACE : 0
    const isOver = this.#clock.now() > this.#until + grace
    if (isOver && this.#view.others.length > 0) this.#lose('not-renewed')
    return this.#until !== undefined
  }

  async mayConnect(): Promise<boolean> {
    await this.#beat()
    this.#leaveToOthers()
    return this.mayAct()
  }

  linkUp(): void {
    this.#isLinked = true
    this.#started()
  }

  linkDown(): void {
    this.#isLinked = false
    this.#leaveToOthers()
  }

  get isAlone(): boolean {
    return this.#until !== undefined && this.#view.others.length === 0
  }

  /** The seconds since the last beat that succeeded, and the instances that are alive. */
  state(): { readonly age: number; readonly instances: number } {
    return { age: (this.#clock.now() - this.#lastBeat) / 1000, instances: this.#view.others.length + 1 }
  }

  async stopping(): Promise<void> {
    this.#isStopping = true
    await this.#beat()
    // Each of the others learns of it by its next beat, and then beats more often.
    if (this.#until !== undefined && this.#view.others.length > 0) await pause(BETWEEN + BETWEEN_AT_STOP)
  }

  async release(): Promise<void> {
    this.#isReleased = true
    this.#callOff()
    this.#callOffEnd()
    this.#wake()
    await this.#beats
    await this.#duties
    this.#until = undefined
    await this.#options.leases.release().catch(() => undefined)
    await this.#options.leases.close()
  }

  async #firstBeat(): Promise<void> {
    for (let tries = 1; ; tries++) {
      const at = this.#clock.now()
      try {
        return this.#see(await this.#options.leases.beat('take'), { wish: 'take', at })
      } catch (fault) {
        if (tries === ENOUGH) throw fault
      }
      await pause(BETWEEN)
    }
  }

  #next(): void {
    const between = this.#view.isStopping && this.#until === undefined ? BETWEEN_AT_STOP : BETWEEN
    this.#callOff()
    if (!this.#isReleased) this.#callOff = this.#clock.after(between, () => void this.#beat())
  }

  /** One beat after another: each sees what the one before has found. */
  #beat(): Promise<void> {
    this.#beats = this.#beats.then(() => this.#beatOnce())
    return this.#beats
  }

  async #beatOnce(): Promise<void> {
    if (this.#isReleased) return
    const [wish, at] = [this.#wish(), this.#clock.now()]
    try {
      const isStopping = this.#isStopping && this.#until !== undefined
      this.#see(await this.#options.leases.beat(wish, isStopping), { wish, at })
    } catch (fault) {
      if (this.#good > 0) this.#options.observer.leaseTrouble(fault)
      this.#good = 0
    }
    this.mayAct()
    this.#wake()
    this.#next()
  }

  /**
   * A link that is down, while there are others, is left to them when its time is over. Taking up may last longer than that: the
   * others would have to do the same.
   */
  #wish(): LinkWish {
    const keeps = this.#isLinked || !this.#isPrepared || this.#view.others.length === 0
    if (this.#until !== undefined) return keeps ? 'take' : 'none'
    if (this.#isStopping || this.#clock.now() < this.#restsUntil) return 'none'
    return this.#good === ENOUGH ? 'take' : 'renew'
  }

  #see(view: LeaseView, { wish, at }: { wish: LinkWish; at: number }): void {
    if (this.#good === 0) this.#options.observer.leaseRecovery()
    this.#good = Math.min(ENOUGH, this.#good + 1)
    this.#lastBeat = at
    this.#view = view
    if (this.#isReached(view.holder)) this.#started()
    if (!view.isHolder) this.#lose('taken')
    else if (wish !== 'none') this.#hold(at + this.#options.leases.lasts)
  }

  #hold(until: number): void {
    const isNew = this.#until === undefined
    this.#until = until
    this.#checkAt(until)
    if (!isNew) return
    this.#options.observer.linkTaken()
    const losses = this.#losses
    this.#inTurn(() => this.#takeUp(() => this.#losses > losses))
  }

  /** Without a link and without the database: another instance may have taken the link. */
  #leaveToOthers(): void {
    if (!this.#isLinked && this.#good === 0 && this.#view.others.length > 0) this.#lose('not-renewed')
  }

  /** Gives the link up in time, also while a beat waits for its answer. */
  #checkAt(time: number): void {
    this.#callOffEnd()
    this.#callOffEnd = this.#clock.after(time - this.#clock.now() + 1, () => {
      if (this.mayAct() && time === this.#until) this.#checkAt(time + GRACE)
    })
  }

  /** `isOver`: the link was lost since. If it is held again, that is to be taken up behind what is to be laid down. */
  async #takeUp(isOver: () => boolean): Promise<void> {
    const { duties, observer } = this.#options
    if (isOver()) return
    try {
      await duties.takeUp()
      if (isOver()) return
      this.#isPrepared = true
      this.#wake()
    } catch (fault) {
      observer.fault(fault)
      if (isOver()) return
      this.#started(fault)
      return this.#lose('not-prepared')
    }
    if (!this.mayAct()) return
    duties.connect().catch(fault => {
      if (!(fault instanceof LinkError && fault.trouble === 'stopped')) this.#started(fault)
    })
  }

  #lose(why: Loss): void {
    if (this.#until === undefined) return
    const { duties, observer } = this.#options
    this.#until = undefined
    this.#losses++
    this.#callOffEnd()
    this.#isPrepared = false
    if (this.#good > 0) this.#restsUntil = this.#clock.now() + REST
    observer.linkLost(why)
    const cut = duties.cut()
    this.#inTurn(async () => {
      await cut
      await duties.layDown()
    })
  }

  #inTurn(duty: () => Promise<void>): void {
    this.#duties = this.#duties.then(duty).catch(fault => this.#options.observer.fault(fault))
  }

  /** Without an address, or with our own, a holder is an earlier life of this instance, whose lease has not run out yet. */
  #isReached(holder: OtherInstance | undefined): holder is OtherInstance {
    return holder !== undefined && holder.url !== '' && holder.url !== this.#options.url
  }

  /** A lease may be that of a process that was killed a moment ago: so another instance is believed once it has run out. */
  async #requireUrls(): Promise<void> {
    const end = this.#clock.now() + this.#options.leases.lasts + BETWEEN
    while (this.#lacksUrls && this.#clock.now() < end) {
      await pause(BETWEEN)
      await this.#beat()
    }
    if (!this.#lacksUrls) return
    const [value, expected] =
      this.#options.url === ''
        ? ['nothing', 'the URL at which the other instances reach this one: another one runs on the same database']
        : ['given here, but not by another instance on the same database', 'given to each instance']
    throw new ConfigError([{ key: 'cluster.url', value, expected }])
  }

  get #lacksUrls(): boolean {
    const { others } = this.#view
    return others.length > 0 && (this.#options.url === '' || others.some(({ url }) => url === ''))
  }

  /** Resolves when something may have changed, at the latest at `end`. */
  async #change(end: number): Promise<void> {
    const over = new AbortController()
    const changed = new Promise<void>(resolve => this.#waiting.add(resolve))
    await Promise.race([
      changed,
      pause(end - this.#clock.now(), undefined, { signal: over.signal }).catch(() => undefined),
    ])
    over.abort()
  }

  #wake(): void {
    for (const resume of this.#waiting) resume()
    this.#waiting.clear()
  }
}
