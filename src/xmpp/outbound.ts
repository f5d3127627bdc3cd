import type { Delivery, Outgoing, Routed } from '../batch.js'
import type { Element } from '../stanza/element.js'
import type { Clock } from '../time/monotonic-clock.js'
import type { SenderOptions } from './sender-address.js'
import type { ReadDeliveries } from './stored-deliveries.js'

/** All that goes out. It is written in windows, so that the server never has much before it (servers queue for ever). */
export interface Outbound {
  /**
   * Reads what waits in the store, the first of it where that is much: after a start, and where a commit ended in doubt.
   * Rejects where the store cannot be read; then that is tried again whenever something is written or a ping is back.
   */
  restore(): Promise<void>
  /** Takes what a batch sends, after its commit. Without a link `outgoing` is dropped and the deliveries wait. */
  write(outgoing: readonly Outgoing[], deliveries: readonly Delivery[]): void
  /**
   * Nothing but a ping is written until it is back. Prosody's adverts of XEP-0356 come before it, ejabberd's around it:
   * so a delivery that needs one waits `advertGrace` more.
   */
  linkUp(): void
  /**
   * What is queued is dropped; deliveries that the server may not have are new again. So are those that it has routed a
   * moment ago, for it may have died before they were anywhere else; unless the link is `closed` by us.
   */
  linkDown(why: 'lost' | 'closed'): void
  /** Takes notice of what comes. True where it is for outbound itself: a ping that is back, an advert or a refusal of XEP-0356. */
  takes(stanza: Element): boolean
  /** Nothing is read from the link, until it is read again: meanwhile nobody waits for pings. */
  readingPaused(): void
  readingResumed(): void
  /** Resolves when the server has everything, or after `bound` milliseconds. */
  drained(bound: number): Promise<void>
  /** How things stand; cheap enough to be asked at any time. */
  state(): OutboundState
}

export type OutboundState = {
  /** What waits besides deliveries: its size in characters, and how many stanzas that is. */
  readonly queuedCharacters: number
  readonly queuedStanzas: number
  /** How many deliveries in memory the server may not have, and for how many milliseconds the oldest of them waits. */
  readonly deliveries: number
  readonly oldestDelivery: number
  readonly windowsInFlight: number
  /** How long the last ping that came back was on its way, in milliseconds; undefined before the first. */
  readonly lastPong: number | undefined
  /** Since the start: stanzas that were lost because too much waited, or since they were too long. */
  readonly dropped: number
  /** Since the start: stanzas that were read from the link and written to it, without our own pings on their way out. */
  readonly stanzasIn: number
  readonly stanzasOut: number
}

export type OutboundOptions = SenderOptions & {
  /** Writes to the link; false where it does not take the text now. */
  write(text: string): boolean
  /** The server has these deliveries. Resolves when they do not wait in the store any more; until then they are known. */
  confirmed(deliveries: readonly Routed[]): Promise<void>
  /** These deliveries, which were confirmed, are sent again. */
  repeated(ids: readonly string[]): void
  readonly undelivered: ReadDeliveries
  /** The server has not answered for `answerTimeout`: the link is of no use any more. */
  onTimeout?(): void
  /** More than `memoryLimit` waits: what makes more of it had better wait. Later: half of that is gone. */
  congested?(): void
  eased?(): void
  /** Seconds until a ping is answered, and between pings; 30 where absent. */
  readonly answerTimeout?: number
  /** How many stanzas the server may have before it; 500 where absent. */
  readonly window?: number
  /** In characters of what waits besides deliveries. */
  readonly memoryLimit?: number
  readonly clock?: Clock
}
