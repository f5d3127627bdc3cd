import type { Element } from './stanza/element.js'

/** One fact that changes, from what it was to what it is now. Undefined stands for "was not there" and for "is gone". */
type Change = { readonly kind: string; readonly was: unknown; readonly now: unknown }

/** A row of the outbox: a whole `<message/>` as text, with its addresses and its id, until the server has it. */
export type Delivery = { readonly id: string; readonly stanza: string }

/** A delivery with its place in the store: what was committed later has a greater one, and none is given twice. */
export type StoredDelivery = Delivery & { readonly position: number }

/** A delivery that the server has routed. `mayRepeat`: it is sent again if the server may have lost it all the same. */
export type Routed = { readonly id: string; readonly mayRepeat: boolean }

/**
 * A delivery waits for the server, since `at`; the server is known to have it; or it waits again, for the link was lost
 * a moment later. Times are milliseconds since 1970.
 */
export type DeliveryChange =
  | { readonly kind: 'delivery'; readonly was: undefined; readonly now: Delivery; readonly at: number }
  | {
      readonly kind: 'delivery'
      readonly id: string
      readonly was: 'waiting'
      readonly now: 'confirmed'
      readonly at: number
      readonly mayRepeat: boolean
    }
  | { readonly kind: 'delivery'; readonly id: string; readonly was: 'confirmed'; readonly now: 'waiting' }

/**
 * What becomes of the confirmed deliveries. `repeated`: all that are kept wait again. `settled`: those that were confirmed
 * before `safeBefore` are forgotten; `at` is now.
 */
export type OutboxChange =
  | { readonly kind: 'outbox'; readonly was: undefined; readonly now: 'repeated' }
  | {
      readonly kind: 'outbox'
      readonly was: undefined
      readonly now: 'settled'
      readonly at: number
      readonly safeBefore: number
    }

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
   * Takes so many copies from those that one piece of work may send to people who only look on; false where these do not
   * fit in any more. The first are always taken, however many they are.
   */
  reserveCopies(copies: number): boolean
  /**
   * Sends what must not be lost: a message with `from`, `to` and `id`. It is committed with the batch, and sent again
   * with the same id until the server has it.
   */
  deliver(message: Element): void
  /** Runs a piece of work. If it throws, its changes and stanzas are taken back and the refusal is thrown on. */
  attempt<T>(work: () => T): T
}
