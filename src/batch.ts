import type { Element } from './stanza/element.js'

/** One fact that changes, from what it was to what it is now. Undefined stands for "was not there" and for "is gone". */
export type Change = { readonly kind: string; readonly was: unknown; readonly now: unknown }

/** A row of the outbox: a whole `<message/>` as text, with its addresses and its id, until the server has it. */
export type Delivery = { readonly id: string; readonly stanza: string }

/** A delivery is waiting for the server; or the server is known to have it, and it is not needed any more. */
export type DeliveryChange =
  | { readonly kind: 'delivery'; readonly was: undefined; readonly now: Delivery }
  | { readonly kind: 'delivery'; readonly id: string; readonly was: 'waiting'; readonly now: 'confirmed' }

/** A stanza without its address, and the addresses that each get a copy. */
export type Outgoing = { readonly stanza: Element; readonly to: readonly string[] }

/**
 * The work of one tick. Domain code sees time, ids, memory and the outside through it alone, so that nothing is sent
 * and nothing answered before all of the batch is durable.
 */
export interface Batch<C extends Change = Change> {
  /** When the batch began, in milliseconds since 1970. The same for all of its work. */
  readonly at: number
  /** A fresh UUIDv4 as 32 lower-case hexadecimal digits. */
  newId(): string
  /** Applies a change to memory at once; it is committed with the batch, or reverted. */
  change(change: C): void
  /** Sends a copy of the stanza to each address after the commit. May be lost with the link. */
  send(stanza: Element, to: readonly string[]): void
  /**
   * Sends what must not be lost: a message with `from`, `to` and `id`. It is committed with the batch, and sent again
   * with the same id until the server has it.
   */
  deliver(message: Element): void
  /** Runs a piece of work. If it throws, its changes and stanzas are taken back and the refusal is thrown on. */
  attempt<T>(work: () => T): T
}
