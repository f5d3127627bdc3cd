import type { Element } from '../stanza/element.js'

/** A delivery in memory that the server may not have. */
export type WaitingDelivery = {
  readonly id: string
  /** Undefined if the stored row is not XML. */
  readonly message: Element | undefined
  /** When it was added, in milliseconds of the link's clock. */
  readonly since: number
  /** How many other stanzas had been queued by then: those of its room among them are written before it. */
  readonly behind: number
  /** The length of the stored row. */
  readonly characters: number
}
