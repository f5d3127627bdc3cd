import type { Element } from './stanza/element.js'

/** A change of one fact, with its former and its new value. Undefined means that the fact does not exist. */
type Change = { readonly kind: string; readonly was: unknown; readonly now: unknown }

/**
 * A row of the outbox until the server has it: a whole `<message/>` with `from`, `to` and `id`, as XML text. `message` is
 * the same as an element, unless the row was read from the store.
 */
export type Delivery = { readonly id: string; readonly stanza: string; readonly message?: Element }

/** A delivery with its position in the store. Positions grow with each commit and are never reused. */
export type StoredDelivery = Delivery & { readonly position: number }

/** A delivery that the server has routed. `mayRepeat`: it is sent again if the server may have lost it afterwards. */
export type Routed = { readonly id: string; readonly mayRepeat: boolean }

/**
 * A new delivery waits since `at`; the server has confirmed a delivery; or a confirmed one waits again, because the
 * link was lost soon after. Times are milliseconds since 1970.
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
 * A change of all confirmed deliveries. `repeated`: those still stored wait again. `settled`: those confirmed before
 * `safeBefore` are deleted; `at` is now. Times are milliseconds since 1970.
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

/**
 * A stanza without `to`, and the addresses that each receive a copy. `by`: the bare JID of the user who caused it, if any.
 * `follows`: the same piece of work has sent others before it, which a result must not overtake.
 */
export type Outgoing = {
  readonly stanza: Element
  readonly to: readonly string[]
  readonly by?: string | undefined
  readonly follows?: boolean
}

/**
 * The work of one tick, which is committed in one transaction. Domain code gets time and ids, changes state and sends
 * only through it, so that nothing is sent or answered before the whole batch is durable.
 */
export interface Batch<C extends Change = Change> {
  /** When the batch began, in milliseconds since 1970. The same for all of its work. */
  readonly at: number
  /** The service account that acts in the name of the user of the current work (a bare JID); undefined: none. */
  readonly through: string | undefined
  /** A fresh UUIDv4 as 32 lower-case hexadecimal digits. */
  newId(): string
  /** Applies a change to the state in memory. It is committed with the batch, or reverted. */
  change(change: C): void
  /**
   * Calls `undo` if the work is reverted, which may then be done again: for what it sets in memory without a change. The last
   * one is called first.
   */
  onRevert(undo: () => void): void
  /** Sends a copy of the stanza to each address after the commit. It may be lost with the link. */
  send(stanza: Element, to: readonly string[]): void
  /**
   * Reserves copies of the current work's budget for stanzas to users whom the work does not concern. False if they
   * exceed the budget; the first reservation always succeeds.
   */
  reserveCopies(copies: number): boolean
  /**
   * Sends news of what the current work has changed in a later batch, when little of the room waits to be sent, for copies
   * that `reserveCopies` has refused. They are lost if the service ends before, and beyond the limit of a piece of work.
   * Work of many portions continues by it, too, with no copies.
   */
  later(news: { readonly room: string; readonly copies: number }, tell: (batch: Batch<C>) => void): void
  /**
   * Sends a message with `from`, `to` and `id` that must not be lost. It is committed with the batch, and sent again
   * with the same id until the server has it.
   */
  deliver(message: Element): void
  /**
   * Runs a piece of work and returns its result. If it throws, its changes and stanzas are reverted, unless the refusal
   * keeps them, and the error is rethrown.
   */
  attempt<T>(work: () => T): T
}
