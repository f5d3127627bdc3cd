import type { DeliveryChange, Routed } from './batch.js'
import { InsistentWork } from './insistent-work.js'
import { Memory } from './memory.js'
import type { Found, Lookup } from './muc/lookup.js'
import { OpenBatch } from './open-batch.js'
import type { Service, ServiceLoad, ServiceOptions, ServiceTurn, StanzaWork, Touches } from './service.js'
import { StanzaError } from './stanza/error.js'
import { OutcomeUnknown, type StoredChange } from './store/store.js'

/** Work that waits for its batch, and how its outcome is told. */
type Work = {
  readonly touches: Touches
  readonly handle: (turn: ServiceTurn) => void
  readonly refuse?: (turn: ServiceTurn, error: StanzaError) => void
  readonly settle?: (refusal: StanzaError | undefined) => void
  readonly insists?: string | true | undefined
  readonly bytes?: number | undefined
}

/** What was done of the work of a batch: each with its refusal, and where its changes begin among those of the batch. */
type Handled = { readonly work: Work; readonly refusal: StanzaError | undefined; readonly from: number }

const STORAGE_FAILED = 'The storage failed, so nothing was done. Try again later.'
/** Bounds the time for which others wait, and the size of one transaction. */
const MOST_WORK_IN_A_BATCH = 2000
/** Of those, what follows the first that changes something waits, and is prepared again. */
const MOST_LOOKUPS_IN_A_BATCH = 100
/** Each reads more for one piece of work. */
const MOST_STEPS_OF_A_LOOKUP = 4
/** What a batch has to send waits in memory until its commit. What is left of its work then goes into the next one. */
const MOST_STANZAS_IN_A_BATCH = 5000

/** Every piece of work goes through here, and every batch through the same four phases: see `#runBatch`. */
export function createService(options: ServiceOptions): Service {
  return new BatchService(options)
}

class BatchService implements Service {
  readonly #options: ServiceOptions
  readonly #memory: Memory
  readonly #waiting: Work[] = []
  /** What insists and could not be stored: it goes before the next work that comes. */
  readonly #again = new InsistentWork<Work>()
  #running: Promise<void> | undefined

  constructor(options: ServiceOptions) {
    this.#options = options
    this.#memory = new Memory(options.store, options.rooms)
  }

  run<T>(touches: Touches, work: (turn: ServiceTurn) => T): Promise<T> {
    return new Promise((resolve, reject) => {
      let result: T
      this.#enqueue({
        touches,
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
    this.#enqueue(work)
  }

  confirm(deliveries: readonly Routed[]): void {
    this.#note(at => deliveries.map(routed => ({ kind: 'delivery', was: 'waiting', now: 'confirmed', at, ...routed })))
  }

  repeat(deliveries: readonly string[]): void {
    this.#note(() => deliveries.map(id => ({ kind: 'delivery', id, was: 'confirmed', now: 'waiting' })))
  }

  async idle(): Promise<void> {
    while (this.#running) await this.#running
  }

  load(): ServiceLoad {
    const { rooms } = this.#memory
    let sessions = 0
    for (const { nicks } of rooms.inMemory()) sessions += nicks.size
    return { waiting: this.#waiting.length, rooms: rooms.size, sessions }
  }

  /** What has happened to deliveries is tried until it is stored. */
  #note(changes: (at: number) => readonly DeliveryChange[]): void {
    const handle = ({ batch }: ServiceTurn) => {
      for (const change of changes(batch.at)) batch.change(change)
    }
    this.#enqueue({ touches: {}, handle, insists: true })
  }

  #enqueue(work: Work): void {
    for (const again of this.#again.take()) this.#waiting.push(again)
    this.#waiting.push(work)
    this.#running ??= this.#drain()
  }

  /** What arrives in one tick, or while a batch is committing, is the next batch. */
  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      await new Promise(resolve => setImmediate(resolve))
      await this.#runBatch(this.#waiting.splice(0, this.#nextBatch()))
    }
    this.#running = undefined
  }

  /**
   * How much of what waits goes together. What is looked up shows all that came before it: that is committed first, and
   * what changes something ends the batch, too, where more is to be looked up.
   */
  #nextBatch(): number {
    const isLookup = this.#waiting[0]?.touches.lookup !== undefined
    const most = Math.min(this.#waiting.length, isLookup ? MOST_LOOKUPS_IN_A_BATCH : MOST_WORK_IN_A_BATCH)
    for (let i = 1; i < most; i++) {
      if (this.#waiting[i]?.touches.lookup && !this.#waiting[i - 1]?.touches.lookup) return i
    }
    return most
  }

  /** Prepare, handle, commit, write. */
  async #runBatch(works: readonly Work[]): Promise<void> {
    const batch = this.#openBatch()
    const handled: Handled[] = []
    let commit: number | undefined
    try {
      await this.#memory.prepare(
        works.map(work => work.touches),
        batch.at,
      )
      for (const work of works) {
        const { lookup } = work.touches
        const isTooEarly = lookup !== undefined && batch.changes.length > 0
        if (isTooEarly || batch.outgoing.length > MOST_STANZAS_IN_A_BATCH) break
        const found = lookup && (await this.#lookUp(lookup, batch))
        const from = batch.changes.length
        handled.push({ work, from, refusal: this.#handle(work, this.#turn(batch, found)) })
      }
      if (batch.changes.length > 0) commit = await this.#commit(batch.changes)
    } catch (fault) {
      this.#options.onFault(fault)
      this.#options.observer?.onStorageFault(fault)
      batch.revert()
      if (fault instanceof OutcomeUnknown) this.#memory.forgetAll()
      return this.#refuseAll(works)
    }
    this.#write(batch)
    for (const { work, refusal } of handled) work.settle?.(refusal)
    this.#waiting.unshift(...works.slice(handled.length))
    this.#observe(batch.changes, handled, commit)
    this.#memory.forgetIdle()
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
    const jidOf = (roomId: string) => this.#memory.rooms.byId(roomId)?.record.jid
    observer.onBatch({ works: handled.length, changes: changes.length, commit })
    for (const [index, { work, refusal, from }] of handled.entries()) {
      const { origin, room } = work.touches
      observer.onWork({ origin, room, changes: changes.slice(from, handled[index + 1]?.from), refusal }, jidOf)
    }
  }

  /** Each step may depend on what is known after the one before. */
  async #lookUp(lookup: Lookup, batch: OpenBatch): Promise<Found> {
    let found = await this.#options.store.lookUp(lookup)
    let next = this.#further(lookup, this.#turn(batch, found))
    for (let steps = 1; next && steps < MOST_STEPS_OF_A_LOOKUP; steps++) {
      await this.#memory.load([{ lookup: next }], batch.at)
      found = { ...found, ...(await this.#options.store.lookUp(next)) }
      next = this.#further(next, this.#turn(batch, found))
    }
    return found
  }

  /** A mistake of ours in one piece of work must not undo what others have done. */
  #further(lookup: Lookup, known: ServiceTurn): Lookup | undefined {
    try {
      return lookup.further?.(known)
    } catch (fault) {
      this.#options.onFault(fault)
      return undefined
    }
  }

  #handle(work: Work, turn: ServiceTurn): StanzaError | undefined {
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
  #refuse(work: Work, turn: ServiceTurn, refusal: StanzaError): void {
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
      if (work.insists) this.#again.keep(work)
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
    return new OpenBatch(this.#memory.rooms, { at: now(), newId })
  }

  #turn(batch: OpenBatch, found: Found = {}): ServiceTurn {
    const { rooms } = this.#memory
    return { batch, rooms, capabilities: this.#options.capabilities, found }
  }

  #ownMistake(fault: unknown): StanzaError {
    this.#options.onFault(fault)
    return new StanzaError(
      'internal-server-error',
      'The service made a mistake; its log says more. Nothing was changed.',
    )
  }
}
