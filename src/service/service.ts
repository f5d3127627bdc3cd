import type { DeliveryChange, Routed } from '../batch.js'
import type { Found, Lookup } from '../muc/model/lookup.js'
import { Overload, StanzaError } from '../stanza/error.js'
import { OutcomeUnknown, type StoredChange } from '../store/store.js'
import { Lookups } from './lookups.js'
import { OpenBatch } from './open-batch.js'
import type { Needs, Service, ServiceContext, ServiceLoad, ServiceOptions, StanzaWork } from './types.js'
import { type Work, WorkQueue } from './work-queue.js'
import { WorkingSet } from './working-set.js'

/** What was done of the work of a batch: each with its refusal, and where its changes begin among those of the batch. */
type Handled = { readonly work: Work; readonly refusal: StanzaError | undefined; readonly from: number }

const STORAGE_FAILED = 'The storage failed, so nothing was done. Try again later.'

/** Every piece of work goes through here, and every batch through the same four phases: see `#runBatch`. */
export function createService(options: ServiceOptions): Service {
  return new BatchService(options)
}

class BatchService implements Service {
  readonly #options: ServiceOptions
  readonly #workingSet: WorkingSet
  readonly #lookups: Lookups
  readonly #queue = new WorkQueue()
  #running: Promise<void> | undefined

  constructor(options: ServiceOptions) {
    this.#options = options
    const { store, onFault } = options
    this.#workingSet = new WorkingSet(store, options.rooms)
    this.#lookups = new Lookups({
      store,
      workingSet: this.#workingSet,
      turn: (batch, found) => this.#turn(batch, found),
      onFault,
    })
  }

  run<T>(needs: Needs, work: (turn: ServiceContext) => T): Promise<T> {
    return new Promise((resolve, reject) => {
      if (needs.origin && this.#options.backPressure?.isFull) throw new Overload()
      let result: T
      this.#enqueue({
        needs,
        handle: turn => {
          result = work(turn)
        },
        settle: refusal => (refusal ? reject(refusal) : resolve(result)),
      })
    })
  }

  async lookUp(lookup: Lookup): Promise<Found> {
    try {
      return await this.#options.store.lookUp(lookup)
    } catch (fault) {
      this.#options.onFault(fault)
      throw new StanzaError('internal-server-error', STORAGE_FAILED)
    }
  }

  receive(work: StanzaWork): void {
    const { isFull = false, isBursting = false } = this.#options.backPressure ?? {}
    if (!isFull || (work.insists && !isBursting)) this.#enqueue(work)
    else this.#turnAway(work)
  }

  confirm(deliveries: readonly Routed[]): Promise<void> {
    return this.#note(at =>
      deliveries.map(routed => ({ kind: 'delivery', was: 'waiting', now: 'confirmed', at, ...routed })),
    )
  }

  repeat(deliveries: readonly string[]): void {
    void this.#note(() => deliveries.map(id => ({ kind: 'delivery', id, was: 'confirmed', now: 'waiting' })))
  }

  async idle(): Promise<void> {
    while (this.#running) await this.#running
  }

  load(): ServiceLoad {
    const { rooms } = this.#workingSet.state
    let sessions = 0
    for (const { nicks } of rooms.inMemory()) sessions += nicks.size
    return { waiting: this.#queue.queued.works, rooms: rooms.size, sessions }
  }

  /** What has happened to deliveries is tried until it is stored. */
  #note(changes: (at: number) => readonly DeliveryChange[]): Promise<void> {
    const handle = ({ batch }: ServiceContext) => {
      for (const change of changes(batch.at)) batch.change(change)
    }
    return new Promise(stored => {
      const settle = (refusal: StanzaError | undefined) => !refusal && stored()
      this.#enqueue({ needs: {}, handle, settle, insists: true })
    })
  }

  #enqueue(work: Work): void {
    this.#queue.push(work)
    this.#options.backPressure?.queued(this.#queue.queued)
    this.#running ??= this.#drain()
  }

  /** Work for which there is no place. What insists is lost, too: that a client is gone will show in other ways. */
  #turnAway(work: StanzaWork): void {
    const batch = this.#openBatch()
    const refusal = new Overload()
    this.#refuse(work, this.#turn(batch), refusal)
    this.#write(batch)
    const { origin, room } = work.needs
    this.#options.observer?.onWork({ origin, room, changes: [], refusal }, () => undefined)
  }

  /** What arrives in one tick, or while a batch is committing, is the next batch. */
  async #drain(): Promise<void> {
    const { backPressure } = this.#options
    while (!this.#queue.isEmpty) {
      await new Promise(resolve => setImmediate(resolve))
      await backPressure?.mayBegin()
      await this.#runBatch(this.#queue.next())
      backPressure?.queued(this.#queue.queued)
    }
    this.#running = undefined
  }

  /** Prepare, handle, commit, write. */
  async #runBatch(works: readonly Work[]): Promise<void> {
    const batch = this.#openBatch()
    const handled: Handled[] = []
    let commit: number | undefined
    try {
      await this.#workingSet.prepare(
        works.map(work => work.needs),
        batch.at,
      )
      for (const work of works) {
        const { lookup } = work.needs
        const isTooEarly = lookup !== undefined && batch.changes.length > 0
        if (isTooEarly || batch.isFull) break
        const found = lookup && (await this.#lookups.find(lookup, batch))
        const from = batch.changes.length
        handled.push({ work, from, refusal: this.#handle(work, this.#turn(batch, found)) })
      }
      if (batch.changes.length > 0) commit = await this.#commit(batch.changes)
    } catch (fault) {
      this.#options.onFault(fault)
      this.#options.observer?.onStorageFault(fault)
      batch.revert()
      if (fault instanceof OutcomeUnknown) this.#readAgain()
      return this.#refuseAll(works)
    }
    this.#write(batch)
    for (const { work, refusal } of handled) work.settle?.(refusal)
    this.#queue.putBack(works.slice(handled.length))
    this.#observe(batch.changes, handled, commit)
    this.#workingSet.evictIdle()
  }

  #readAgain(): void {
    this.#workingSet.forgetAll()
    this.#options.inDoubt?.()
  }

  /** Gives the milliseconds that it took. */
  async #commit(changes: readonly StoredChange[]): Promise<number> {
    const { store } = this.#options
    const startedAt = performance.now()
    await store.commit(changes)
    return performance.now() - startedAt
  }

  #observe(changes: readonly StoredChange[], handled: readonly Handled[], commit: number | undefined): void {
    const { observer } = this.#options
    if (!observer) return
    const jidOf = (roomId: string) => this.#workingSet.state.rooms.byId(roomId)?.record.jid
    observer.onBatch({ works: handled.length, changes: changes.length, commit })
    for (const [index, { work, refusal, from }] of handled.entries()) {
      const { origin, room: named } = work.needs
      // Whoever takes the id of a link for that of a room does not bring it into the log.
      const room = named !== undefined && this.#workingSet.state.rooms.get(named) ? named : undefined
      observer.onWork({ origin, room, changes: changes.slice(from, handled[index + 1]?.from), refusal }, jidOf)
    }
  }

  #handle(work: Work, turn: ServiceContext): StanzaError | undefined {
    try {
      turn.batch.attempt(() => work.handle(turn))
      return undefined
    } catch (thrown) {
      const refusal = thrown instanceof StanzaError ? thrown : this.#ownMistake(thrown)
      this.#refuse(work, turn, refusal)
      return refusal
    }
  }

  /** A fault in telling must not undo what others have done. */
  #refuse(work: Work, turn: ServiceContext, refusal: StanzaError): void {
    try {
      work.refuse?.(turn, refusal)
    } catch (fault) {
      this.#options.onFault(fault)
    }
  }

  /** Nothing of the batch has happened: whoever waits hears so, and may try again. */
  #refuseAll(works: readonly Work[]): void {
    const batch = this.#openBatch()
    const refusal = new StanzaError('internal-server-error', STORAGE_FAILED)
    for (const work of works) {
      if (work.insists) this.#queue.tryAgain(work)
      else this.#refuse(work, this.#turn(batch), refusal)
      work.settle?.(refusal)
    }
    this.#write(batch)
  }

  /** The facts are on the disk by now, whatever becomes of the stanzas. */
  #write({ outgoing, deliveries }: OpenBatch): void {
    try {
      this.#options.write(outgoing, deliveries)
    } catch (fault) {
      this.#options.onFault(fault)
    }
  }

  #openBatch(): OpenBatch {
    const { now, newId } = this.#options
    return new OpenBatch(this.#workingSet.state, { at: now(), newId })
  }

  #turn(batch: OpenBatch, found: Found = {}): ServiceContext {
    return { ...this.#workingSet.state, batch, capabilities: this.#options.capabilities, found }
  }

  #ownMistake(fault: unknown): StanzaError {
    this.#options.onFault(fault)
    return new StanzaError(
      'internal-server-error',
      'The service made a mistake; its log says more. Nothing was changed.',
    )
  }
}
