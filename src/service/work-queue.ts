import { Shares } from '../limits/shares.js'
import type { StanzaError } from '../stanza/error.js'
import type { Gated } from './gate.js'
import { Lanes } from './lanes.js'
import { RetryQueue } from './retry-queue.js'
import type { ServiceContext } from './types.js'
import { payerOf } from './working-set.js'

/**
 * A piece of work that waits for its batch. `handle` does it. `refuse` sends the refusal and may only send; `settle`
 * gives the outcome to the caller after the commit.
 */
export type Work = Gated & {
  readonly handle: (context: ServiceContext) => void
  readonly refuse?: (context: ServiceContext, error: StanzaError) => void
  readonly settle?: (refusal: StanzaError | undefined) => void
  readonly mustRetry?: string | true | undefined
  readonly bytes?: number | undefined
}

type Waiting = { readonly work: Work; readonly turn: number }

/** Bounds the rooms that are loaded for a batch at once. Its duration has a bound of its own. */
const MOST_WORK = 200
/** The size of a piece of work in memory besides its stanza, in bytes. */
const OWN_SIZE = 1024
/** Work that reports what has happened is accepted up to so many times the bound. */
const MUST_RETRY_FACTOR = 4
/** The rooms have more memory than the users: a user who fills the share of one leaves some of it to the others in it. */
const ROOM_FACTOR = 1.25
/** A turn has ten pieces of work of each user, and a hundred of each room. */
const TURN = 100
const STEP = { user: 10, room: 1 }

/**
 * The work that waits. Users take turns, so that however much one of them requests, another waits for a few pieces only.
 * So do rooms with more, for many users may be in one room. Within a turn work keeps the order of its arrival, and so does
 * all work of one user in one room (RFC 6120 §10.1).
 */
export class WorkQueue {
  /** In the order of the turns. */
  #waiting: Waiting[] = []
  /** What mustRetry and could not be stored. */
  readonly #retries = new RetryQueue<Work>()
  readonly #users: Shares
  readonly #rooms: Shares
  /** The steps that each user and room with waiting work has got to. */
  readonly #steps = new Map<string, number>()
  #held = 0

  /** `memory`: the bound of the work that waits, in bytes. */
  constructor(memory: number) {
    this.#users = new Shares(memory)
    this.#rooms = new Shares(memory * ROOM_FACTOR)
  }

  get isEmpty(): boolean {
    return this.#waiting.length === 0
  }

  /** The number of pieces of work that wait, without the retries, which have limits of their own. */
  get length(): number {
    return this.#waiting.length
  }

  /** The size of the work that waits for the storage alone, in bytes. */
  get ready(): number {
    return this.#users.total - this.#held
  }

  /** Whether there is space for this work beside the other work of its user and room. */
  accepts(work: Work): boolean {
    if (!work.needs.requester) return true
    const [user, room] = causersOf(work)
    const [size, factor] = [sizeOf(work), work.mustRetry === undefined ? 1 : MUST_RETRY_FACTOR]
    const fits = (shares: Shares, causer: string) => shares.allows(causer, size, factor)
    return fits(this.#users, user) && (room === undefined || fits(this.#rooms, room))
  }

  push(work: Work): void {
    const turn = this.#turnOf(work)
    this.#add(work, this.#endOf(turn), turn)
  }

  /** Keeps must-retry work for the next batch that other work causes. */
  retryLater(work: Work): void {
    this.#retries.keep(work)
  }

  /**
   * The work of the next batch, which stays in the queue until `remove`: the retries, which arrived before all other,
   * then what is not held. A look-up reads from the store and must see the changes of earlier work, so it does not follow
   * work without a look-up in the same batch, unless it says which changes affect it.
   */
  next(isHeld: (work: Work) => boolean): Work[] {
    // By themselves they would fail again and again while the storage fails.
    if (!this.isEmpty) for (const work of this.#retries.takeAll().reverse()) this.#add(work, 0, this.#front)
    const lanes = new Lanes()
    const taken: Work[] = []
    let hasOthers = false
    this.#held = 0
    for (const { work } of this.#waiting) {
      if (taken.length === MOST_WORK) break
      const { lookup } = work.needs
      const isLookup = lookup !== undefined && !lookup.affectedBy
      if (lanes.passes(work, () => !isHeld(work) && !(isLookup && hasOthers))) {
        taken.push(work)
        hasOthers ||= !isLookup
      } else this.#held += sizeOf(work)
    }
    return taken
  }

  /** Removes all work but this, also what would be retried, and returns it. */
  clear(kept: readonly Work[]): Work[] {
    const all = [...this.#retries.takeAll(), ...this.#waiting.map(({ work }) => work)]
    const cleared = all.filter(work => !kept.includes(work))
    this.remove(this.#waiting.map(({ work }) => work).filter(work => !kept.includes(work)))
    return cleared
  }

  /** Removes work that is done, or kept for later. */
  remove(works: readonly Work[]): void {
    const done = new Set(works)
    this.#waiting = this.#waiting.filter(({ work }) => !done.has(work))
    for (const work of works) {
      const [user, room] = causersOf(work)
      this.#giveBack(this.#users, user, sizeOf(work))
      if (room !== undefined) this.#giveBack(this.#rooms, room, sizeOf(work))
    }
  }

  /** The turn of the work that has waited longest. */
  get #front(): number {
    return this.#waiting[0]?.turn ?? 0
  }

  #add(work: Work, at: number, turn: number): void {
    this.#waiting.splice(at, 0, { work, turn })
    const [user, room] = causersOf(work)
    this.#users.take(user, sizeOf(work))
    if (room !== undefined) this.#rooms.take(room, sizeOf(work))
  }

  #turnOf({ needs: { requester, room } }: Work): number {
    if (!requester) return this.#front
    const turn = this.#advance(payerOf(requester), STEP.user)
    return room === undefined ? turn : Math.max(turn, this.#advance(room, STEP.room))
  }

  #advance(causer: string, by: number): number {
    const steps = Math.max(this.#front * TURN, (this.#steps.get(causer) ?? -by) + by)
    this.#steps.set(causer, steps)
    return Math.floor(steps / TURN)
  }

  /** The place behind all work of this turn and of earlier ones. */
  #endOf(turn: number): number {
    let [from, to] = [0, this.#waiting.length]
    while (from < to) {
      const middle = (from + to) >> 1
      if ((this.#waiting[middle]?.turn ?? turn) <= turn) from = middle + 1
      else to = middle
    }
    return from
  }

  #giveBack(shares: Shares, causer: string, size: number): void {
    shares.giveBack(causer, size)
    if (shares.of(causer) === 0) this.#steps.delete(causer)
  }
}

function sizeOf({ bytes = 0 }: Work): number {
  return OWN_SIZE + bytes
}

/** The user and the room of a piece of work; the service itself is the user without a name. */
function causersOf({ needs: { requester, room } }: Work): [user: string, room: string | undefined] {
  return [requester ? payerOf(requester) : '', room]
}
