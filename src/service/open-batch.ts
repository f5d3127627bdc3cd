import type { Batch, Delivery, Outgoing } from '../batch.js'
import type { Side } from '../muc/model/apply-change.js'
import type { State } from '../muc/model/state.js'
import { attr, type Element } from '../stanza/element.js'
import { StanzaError } from '../stanza/error.js'
import { bareOf } from '../stanza/jid.js'
import { applyChange } from '../state/apply-change.js'
import type { StoredChange } from '../store/store.js'
import { type Needs, payerOf, type Requester } from './working-set.js'

/**
 * The copies that one piece of work may send at once to users whom it does not concern: what takes no time to speak of.
 * Our own decision, as is the next number.
 */
const MAX_RESERVED_COPIES = 10_000
/** The copies that it may send later. To send each of 10,000 occupants a presence of each other would take hours. */
const MAX_LATER_COPIES = 240_000
/** The stanzas of a batch wait in memory until its commit. Above this number it accepts no more work. */
const MAX_STANZAS = 5000
/** The same limit for the copies of these stanzas, one per address. */
const MAX_COPIES = 10_000

/** News that one piece of work left for a later batch. */
export type Postponed = Pick<Needs, 'room' | 'requester'> & { tell(batch: OpenBatch): void }

/** The batch that is being handled. The state in memory is ahead of the disk by exactly its changes. */
export class OpenBatch implements Batch<StoredChange> {
  readonly at: number
  readonly newId: () => string
  readonly changes: StoredChange[] = []
  readonly outgoing: Outgoing[] = []
  readonly deliveries: Delivery[] = []
  readonly postponed: Postponed[] = []
  /** The bugs of its work. */
  readonly bugs: unknown[] = []
  readonly #undo: (() => void)[] = []
  /** The sum of the addresses of all outgoing stanzas. */
  #copies = 0
  /** The same for each room that sends and each user who caused it, by bare JID. */
  readonly #copiesOf = new Map<string, number>()
  #causer: Requester | undefined
  readonly #state: State
  /** The number of outgoing stanzas before the current piece of work. */
  #earlier = 0
  /** The copies that the current piece of work has reserved, and those that it sends later. */
  #reserved = 0
  #copiesLater = 0
  #depth = 0

  constructor(state: State, clock: { at: number; newId: () => string }) {
    this.#state = state
    this.at = clock.at
    this.newId = clock.newId
  }

  /** Whether the remaining work must wait for the next batch. */
  get isFull(): boolean {
    return this.outgoing.length > MAX_STANZAS || this.#copies > MAX_COPIES
  }

  get through(): string | undefined {
    return this.#causer?.through
  }

  copiesOf(causer: string): number {
    return this.#copiesOf.get(causer) ?? 0
  }

  /** What is sent from now on is caused by this user, or by the service itself. */
  causedBy(user: Requester | undefined): void {
    this.#causer = user
  }

  change(change: StoredChange): void {
    setInMemory(this.#state, change, 'now')
    this.changes.push(change)
  }

  onRevert(undo: () => void): void {
    this.#undo.push(undo)
  }

  send(stanza: Element, to: readonly string[]): void {
    if (to.length === 0) return
    const by = this.#causer && payerOf(this.#causer)
    const sent = { stanza, to, by, follows: this.outgoing.length > this.#earlier }
    this.outgoing.push(sent)
    this.#count(sent, to.length)
  }

  deliver(message: Element): void {
    const now = { id: attr(message, 'id') ?? this.newId(), stanza: message.toString() }
    this.change({ kind: 'delivery', was: undefined, now, at: this.at })
    this.deliveries.push({ ...now, message })
  }

  reserveCopies(copies: number): boolean {
    if (this.#reserved > 0 && this.#reserved + copies > MAX_RESERVED_COPIES) return false
    this.#reserved += copies
    return true
  }

  later({ room, copies }: { room: string; copies: number }, tell: (batch: OpenBatch) => void): void {
    this.#copiesLater += copies
    const spent = this.#copiesLater
    if (copies > 0 && spent > MAX_LATER_COPIES) return
    // What continues the work has no copies of its own: the limit is that of the whole work.
    const goOn = (batch: OpenBatch) => {
      batch.#copiesLater = spent
      tell(batch)
    }
    this.postponed.push({ room, requester: this.#causer, tell: goOn })
  }

  attempt<T>(work: () => T): T {
    const { changes, outgoing, deliveries, postponed } = this
    if (this.#depth === 0) [this.#reserved, this.#copiesLater, this.#earlier] = [0, 0, outgoing.length]
    this.#depth++
    const before = [changes.length, outgoing.length, deliveries.length, postponed.length] as const
    const undoBefore = this.#undo.length
    try {
      return work()
    } catch (refusal) {
      if (refusal instanceof StanzaError && refusal.keepsChanges) throw refusal
      this.#revertTo(before[0], undoBefore)
      for (const sent of outgoing.splice(before[1])) this.#count(sent, -sent.to.length)
      deliveries.length = before[2]
      postponed.length = before[3]
      throw refusal
    } finally {
      this.#depth--
    }
  }

  /** Sets the state in memory back to that on the disk. */
  revert(): void {
    this.#revertTo(0, 0)
    this.outgoing.length = 0
    this.#copies = 0
    this.#copiesOf.clear()
    this.deliveries.length = 0
    this.postponed.length = 0
  }

  #count({ stanza, by = '' }: Outgoing, copies: number): void {
    this.#copies += copies
    for (const causer of [by, bareOf(attr(stanza, 'from') ?? '')]) {
      this.#copiesOf.set(causer, this.copiesOf(causer) + copies)
    }
  }

  /** Keeps the first changes, and the first to undo. Reverts the last one first, because it may depend on earlier ones. */
  #revertTo(count: number, undoCount: number): void {
    for (const undo of this.#undo.splice(undoCount).reverse()) undo()
    for (const change of this.changes.splice(count).reverse()) setInMemory(this.#state, change, 'was')
  }
}

/** Deliveries are not part of the state: outbound queues them. */
function setInMemory(state: State, change: StoredChange, side: Side): void {
  if (change.kind !== 'delivery' && change.kind !== 'outbox') applyChange(state, change, side)
}
