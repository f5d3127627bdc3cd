import type { Batch, Delivery, Outgoing } from '../batch.js'
import type { Side } from '../muc/model/apply-change.js'
import type { State } from '../muc/model/state.js'
import { attr, type Element } from '../stanza/element.js'
import { StanzaError } from '../stanza/error.js'
import { applyChange } from '../state/apply-change.js'
import type { StoredChange } from '../store/store.js'

/**
 * In copies: what one piece of work tells people who only look on. To tell each of ten thousand what has become of each
 * other would fill memory and the link for minutes. Our own decision, as the number is.
 */
const MOST_TOLD = 250_000
/** What a batch has to send waits in memory until its commit: so many stanzas, before it takes no more work. */
const MOST_STANZAS = 5000
/** The same by the addresses that they go to: so many occupants hear something. */
const MOST_COPIES = 50_000

/** The batch that is being handled: memory is ahead of the disk by exactly its changes. */
export class OpenBatch implements Batch<StoredChange> {
  readonly at: number
  readonly newId: () => string
  readonly changes: StoredChange[] = []
  readonly outgoing: Outgoing[] = []
  readonly deliveries: Delivery[] = []
  /** To how many addresses something goes, each counted as often as it gets something. */
  #copies = 0
  readonly #state: State
  /** Of the piece of work that is under way. */
  #told = 0
  #depth = 0

  constructor(state: State, clock: { at: number; newId: () => string }) {
    this.#state = state
    this.at = clock.at
    this.newId = clock.newId
  }

  /** Whether what is left of its work had better go into the next batch. */
  get isFull(): boolean {
    return this.outgoing.length > MOST_STANZAS || this.#copies > MOST_COPIES
  }

  change(change: StoredChange): void {
    setInMemory(this.#state, change, 'now')
    this.changes.push(change)
  }

  send(stanza: Element, to: readonly string[]): void {
    if (to.length === 0) return
    this.outgoing.push({ stanza, to })
    this.#copies += to.length
  }

  deliver(message: Element): void {
    const now = { id: attr(message, 'id') ?? this.newId(), stanza: message.toString() }
    this.change({ kind: 'delivery', was: undefined, now, at: this.at })
    this.deliveries.push(now)
  }

  reserveCopies(copies: number): boolean {
    if (this.#told > 0 && this.#told + copies > MOST_TOLD) return false
    this.#told += copies
    return true
  }

  attempt<T>(work: () => T): T {
    const { changes, outgoing, deliveries } = this
    if (this.#depth === 0) this.#told = 0
    this.#depth++
    const before = [changes.length, outgoing.length, deliveries.length] as const
    try {
      return work()
    } catch (refusal) {
      if (refusal instanceof StanzaError && refusal.keepsChanges) throw refusal
      this.#revertTo(before[0])
      for (const { to } of outgoing.splice(before[1])) this.#copies -= to.length
      deliveries.length = before[2]
      throw refusal
    } finally {
      this.#depth--
    }
  }

  /** Brings memory back to what is on disk. */
  revert(): void {
    this.#revertTo(0)
    this.outgoing.length = 0
    this.#copies = 0
    this.deliveries.length = 0
  }

  /** The last change first, for a later one may rest on an earlier one. */
  #revertTo(count: number): void {
    for (const change of this.changes.splice(count).reverse()) setInMemory(this.#state, change, 'was')
  }
}

/** Deliveries have no place in memory: outbound holds what it has yet to send. */
function setInMemory(state: State, change: StoredChange, side: Side): void {
  if (change.kind !== 'delivery' && change.kind !== 'outbox') applyChange(state, change, side)
}
