import { setImmediate as nextTurn } from 'node:timers/promises'
import type { DeliveryChange, Routed } from '../batch.js'
import type { Act } from '../events/events-of.js'
import type { Found, Lookup } from '../muc/model/lookup.js'
import { Overload, StanzaError } from '../stanza/error.js'
import { Conflict, OutcomeUnknown, type StoredChange } from '../store/store.js'
import { DeliveryRecords } from './delivery-records.js'
import { Lanes } from './lanes.js'
import { Lookups } from './lookups.js'
import { OpenBatch } from './open-batch.js'
import { Redo } from './redo.js'
import { Run } from './run.js'
import type { Needs, Service, ServiceContext, ServiceLoad, ServiceOptions, StanzaWork } from './types.js'
import { type Work, WorkQueue } from './work-queue.js'
import { WorkingSet } from './working-set.js'

/** The longest handling of one batch, in milliseconds: other events wait for it. The rest of its work waits. */
const LONGEST_HANDLING = 20

/** The callers of a batch that answer in one turn of the event loop: an answer can be a whole page. */
const SETTLED_AT_ONCE = 20

const NO_LOOKUPS = { found: {}, lookups: [] }

const STORAGE_FAILED = 'The storage failed, so nothing was done. Try again later.'

/** Creates the service. It collects work in batches and passes each batch through the four phases of `#runBatch`. */
export function createService(options: ServiceOptions): Service {
  return new BatchEngine(options)
}

class BatchEngine implements Service {
  readonly #options: ServiceOptions
  readonly #workingSet: WorkingSet
  readonly #lookups: Lookups
  readonly #queue: WorkQueue
  readonly #records = new DeliveryRecords()
  readonly #redo: Redo
  /** The work of the batch under way. */
  #inBatch: readonly Work[] = []
  /** Whether another process may have changed what is in memory. */
  #isStale = false
  #running: Promise<void> | undefined
  #refused = 0

  constructor(options: ServiceOptions) {
    this.#options = options
    const { store, memoryLimit = Number.POSITIVE_INFINITY, clock } = options
    this.#queue = new WorkQueue(memoryLimit)
    this.#workingSet = new WorkingSet(store, options.rooms)
    this.#lookups = new Lookups({
      store,
      workingSet: this.#workingSet,
      context: (batch, found) => this.#context(batch, found),
    })
    this.#redo = new Redo({ clock, resume: () => this.resume() })
  }

  run<T>(needs: Needs, work: (context: ServiceContext) => T): Promise<T> {
    return new Promise((resolve, reject) => {
      let result: T
      const request: Work = {
        needs: this.#withRoom(needs),
        fansOut: needs.fansOut,
        handle: context => {
          result = work(context)
        },
        settle: refusal => (refusal ? reject(refusal) : resolve(result)),
      }
      if (this.#accepts(request)) this.#enqueue(request)
      else reject(this.#overload(needs))
    })
  }

  /** The gate knows rooms by their JID. A room that is not in memory has nothing waiting. */
  #withRoom(needs: Needs): Needs {
    if (!needs.fansOut || needs.roomId === undefined) return needs
    return { ...needs, room: this.#workingSet.state.rooms.byId(needs.roomId)?.record.jid }
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
    if (this.#accepts(work)) this.#enqueue(work)
    else this.#reject(work)
  }

  confirm(deliveries: readonly Routed[]): Promise<void> {
    const at = this.#options.now()
    return this.#record(
      deliveries.map(routed => ({ kind: 'delivery', was: 'waiting', now: 'confirmed', at, ...routed })),
      { isDue: deliveries.some(({ mayRepeat }) => !mayRepeat) },
    )
  }

  repeat(deliveries: readonly string[]): void {
    const changes = deliveries.map(id => ({ kind: 'delivery', id, was: 'confirmed', now: 'waiting' }) as const)
    void this.#record(changes, { isDue: true })
  }

  resume(): void {
    if (!this.#queue.isEmpty) this.#running ??= this.#drain()
  }

  forget(): void {
    for (const work of this.#queue.clear(this.#inBatch)) work.settle?.(new Overload())
    this.#records.take().stored()
    this.#isStale = true
  }

  async idle(): Promise<void> {
    for (let underway = this.#underway; underway; underway = this.#underway) await underway
  }

  get #underway(): Promise<void> | undefined {
    return this.#running ?? this.#redo.pause
  }

  load(): ServiceLoad {
    const { rooms } = this.#workingSet.state
    let sessions = 0
    for (const { nicks } of rooms.inMemory()) sessions += nicks.size
    return { waiting: this.#queue.length, refused: this.#refused, rooms: rooms.size, sessions }
  }

  /** Stores with the changes of a piece of work what apps hear of it. */
  #tell(context: ServiceContext, act: Act): void {
    if (act.changes.length === 0) return
    for (const change of this.#options.tells?.(context, act) ?? []) context.batch.change(change)
  }

  /** Records what has happened to deliveries; if it `isDue`, in a batch of its own where no other comes. */
  #record(changes: readonly DeliveryChange[], due: { isDue: boolean }): Promise<void> {
    const stored = this.#records.add(changes, due)
    if (due.isDue) this.#enqueue({ needs: {}, handle: () => undefined })
    return stored
  }

  #accepts(work: Work): boolean {
    const accepts = this.#queue.accepts(work)
    if (!accepts) this.#refused++
    return accepts
  }

  #enqueue(work: Work): void {
    this.#queue.push(work)
    this.#options.backPressure?.waits(this.#queue.ready)
    this.#running ??= this.#drain()
  }

  /** Refuses work when too much of its user or room waits. Must-retry work is lost, too; the next liveness check finds a lost client. */
  #reject(work: StanzaWork): void {
    const batch = this.#openBatch()
    this.#refuse(work, this.#context(batch), this.#overload(work.needs))
    this.#write(batch)
  }

  #overload({ requester, room }: Needs): Overload {
    const refusal = new Overload()
    this.#options.observer?.onWork({ requester, room, changes: [], refusal }, () => undefined)
    return refusal
  }

  /** Runs batches until no work waits, or all of it is held. The work of one tick, or of a commit, is in the next batch. */
  async #drain(): Promise<void> {
    for (;;) {
      await nextTurn()
      const works = this.#queue.next(work => this.#isHeld(work))
      this.#options.backPressure?.waits(this.#queue.ready)
      if (works.length === 0) break
      if (this.#isStale) this.#workingSet.forgetAll()
      this.#isStale = false
      this.#inBatch = works
      await this.#runBatch(works)
      this.#inBatch = []
    }
    this.#running = undefined
  }

  #isHeld(work: Work, batch?: OpenBatch): boolean {
    return this.#redo.holds(work) || (this.#options.gate?.holds(work, batch) ?? false)
  }

  /** Runs a batch in four phases: prepare, handle, commit, write. */
  async #runBatch(works: readonly Work[]): Promise<void> {
    const run = new Run(this.#openBatch(), works)
    const { batch, handled } = run
    let commit: number | undefined
    try {
      await this.#workingSet.prepare(
        works.map(work => work.needs),
        batch.at,
      )
      await this.#handleAll(run)
      if (this.#options.mayCommit?.() === false) return this.#leave(run)
      if (batch.changes.length > 0 || this.#records.areDue) commit = await this.#commit(run)
      else await this.#checkRooms(run)
    } catch (fault) {
      return fault instanceof Conflict ? this.#doAgain(run, fault) : this.#fail(run, fault)
    }
    this.#queue.remove(handled.map(({ work }) => work))
    this.#redo.over(works)
    this.#write(batch)
    this.#options.onCommitted?.(batch.changes)
    for (const { tell, ...needs } of batch.postponed) {
      this.#queue.push({ needs, fansOut: true, handle: context => tell(context.batch) })
    }
    this.#observe(run, commit)
    this.#workingSet.evictIdle()
    await this.#settle(run)
  }

  /** Gives the outcomes to the callers, in the order of the work. */
  async #settle({ handled }: Run): Promise<void> {
    const asked = handled.filter(({ work }) => work.settle !== undefined)
    for (const [index, { work, refusal }] of asked.entries()) {
      if (index > 0 && index % SETTLED_AT_ONCE === 0) await nextTurn()
      work.settle?.(refusal)
    }
  }

  /**
   * Handles the work until the batch is full or has taken its time. Leaves out look-ups that changes of this batch affect,
   * entries into rooms that it has ended, work of which it sends much already, and later work of the same lanes.
   */
  async #handleAll({ works, batch, handled }: Run): Promise<void> {
    const lanes = new Lanes()
    const end = performance.now() + LONGEST_HANDLING
    const context = this.#context(batch)
    for (const work of works) {
      if (batch.isFull || performance.now() > end) return
      const { lookup } = work.needs
      const isAffected = () => lookup !== undefined && batch.changes.some(change => affects(change, lookup))
      const mustWait = () => isAffected() || !this.#workingSet.hasCounted(work.needs) || this.#isHeld(work, batch)
      if (!lanes.passes(work, () => !mustWait())) continue
      const { found, lookups } = lookup ? await this.#lookups.find(lookup, batch) : NO_LOOKUPS
      const known = lookup ? { ...context, found } : context
      const from = batch.changes.length
      const refusal = this.#handle(work, known)
      const { by, through } = work.needs.requester ?? {}
      this.#tell(known, { by, through, changes: batch.changes.slice(from) })
      handled.push({ work, lookups, from, refusal })
    }
  }

  /** Nothing of the batch was stored. Refuses its work, of which it keeps what must be retried. */
  #fail({ batch, works }: Run, fault: unknown): void {
    for (const bug of batch.bugs) this.#options.onFault(bug)
    this.#options.onFault(fault)
    this.#options.observer?.onStorageFault(fault)
    batch.revert()
    if (fault instanceof OutcomeUnknown) this.#forgetState()
    this.#refuseAll(works)
  }

  /** Another process serves now. */
  #leave({ batch, works }: Run): void {
    batch.revert()
    this.#refuseAll(works, new Overload())
  }

  /**
   * Nothing of the batch was stored, because another instance has taken rooms. Its work still waits in the queue, so it is done
   * again; refuses only what has met conflicts for too long.
   */
  #doAgain(run: Run, conflict: Conflict): void {
    const { state } = this.#workingSet
    const undone = run.concernedBy(conflict.rooms, state)
    const rooms = conflict.rooms.length > 0 ? conflict.rooms : run.rooms(state)
    run.batch.revert()
    const ids = this.#workingSet.forget(conflict.rooms)
    this.#options.observer?.onConflict()
    const late = this.#redo.undone(undone, [...rooms, ...ids])
    if (late.length === 0) return
    this.#options.onFault(conflict)
    this.#refuseAll(late)
  }

  #forgetState(): void {
    this.#workingSet.forgetAll()
    this.#options.onOutcomeUnknown?.()
  }

  /** Commits the changes, behind the records of deliveries that wait. Returns the duration in milliseconds. */
  async #commit(run: Run): Promise<number> {
    const startedAt = performance.now()
    const records = this.#records.take()
    try {
      await this.#options.store.commit([...records.changes, ...run.batch.changes], run.rooms(this.#workingSet.state))
    } catch (fault) {
      if (fault instanceof Conflict) records.again()
      throw fault
    }
    records.stored()
    return performance.now() - startedAt
  }

  /** Rejects with a Conflict if another instance has taken rooms of a batch that changes nothing. */
  async #checkRooms(run: Run): Promise<void> {
    const { store } = this.#options
    if (!store.holds) return
    const rooms = run.rooms(this.#workingSet.state)
    if (rooms.length > 0) await store.holds(rooms)
  }

  #observe(run: Run, commit: number | undefined): void {
    const { batch, handled } = run
    const { observer } = this.#options
    if (!observer) return
    const jidOf = (roomId: string) => this.#workingSet.state.rooms.byId(roomId)?.record.jid
    observer.onBatch({ works: handled.length, changes: batch.changes.length, commit })
    for (const [index, { work, refusal }] of handled.entries()) {
      const { requester, room: jid } = work.needs
      // Only the JID of a known room is logged: an unknown one may contain the secret id of an open invite.
      const room = jid !== undefined && this.#workingSet.state.rooms.get(jid) ? jid : undefined
      observer.onWork({ requester, room, changes: run.changesOf(index), refusal }, jidOf)
    }
  }

  #handle(work: Work, context: ServiceContext): StanzaError | undefined {
    try {
      context.batch.causedBy(work.needs.requester)
      context.batch.attempt(() => work.handle(context))
      return undefined
    } catch (thrown) {
      const refusal = thrown instanceof StanzaError ? thrown : bugIn(context.batch, thrown)
      this.#refuse(work, context, refusal)
      return refusal
    }
  }

  /** A bug in sending the refusal must not undo the batch. */
  #refuse(work: Work, context: ServiceContext, refusal: StanzaError): void {
    try {
      context.batch.causedBy(work.needs.requester)
      work.refuse?.(context, refusal)
    } catch (bug) {
      context.batch.bugs.push(bug)
    }
  }

  /** Refuses work of a batch that failed, of which nothing was stored; keeps must-retry work. */
  #refuseAll(works: readonly Work[], refusal = new StanzaError('internal-server-error', STORAGE_FAILED)): void {
    const batch = this.#openBatch()
    this.#queue.remove(works)
    this.#redo.over(works)
    for (const work of works) {
      if (work.mustRetry) this.#queue.retryLater(work)
      else this.#refuse(work, this.#context(batch), refusal)
      work.settle?.(refusal)
    }
    this.#write(batch)
  }

  /** The changes are on the disk by now, so a fault here is reported but reverts nothing. */
  #write({ outgoing, deliveries, bugs }: OpenBatch): void {
    for (const bug of bugs) this.#options.onFault(bug)
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

  #context(batch: OpenBatch, found: Found = {}): ServiceContext {
    return { ...this.#workingSet.state, batch, capabilities: this.#options.capabilities, found }
  }
}

/** Notes a bug, which is reported when the batch is done: until then, its work may be done again. Returns the refusal. */
function bugIn({ bugs }: OpenBatch, bug: unknown): StanzaError {
  bugs.push(bug)
  return new StanzaError(
    'internal-server-error',
    'The service had an internal error; its log says more. Nothing was changed.',
  )
}

/** Whether a change that is not stored yet alters what the look-up finds. A look-up with `affectedBy` reads no deliveries. */
function affects(change: StoredChange, lookup: Lookup): boolean {
  if (!lookup.affectedBy) return true
  return change.kind !== 'delivery' && change.kind !== 'outbox' && lookup.affectedBy(change)
}
