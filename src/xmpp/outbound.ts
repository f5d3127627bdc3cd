import type { Delivery, Outgoing, Routed } from '../batch.js'
import type { Element } from '../stanza/element.js'
import type { Clock } from '../time/monotonic-clock.js'
import type { MulticastOptions } from './multicasts.js'
import type { SenderOptions } from './sender-address.js'
import type { ReadDeliveries } from './stored-deliveries.js'

/** The queued stanzas without deliveries, as copies of up to 1024 characters: a longer one counts as several. */
export type OutboundBacklog = {
  /** Those that the room with this bare JID sends, or the user with this bare JID has caused. */
  of(causer: string): number
  /** How many the server takes in a round trip, about a fifth of a second if it is slow. */
  readonly pace: number
  /** Whether there are more of them than `memoryLimit`. */
  readonly isFull: boolean
}

/** Everything that is sent. It is written in windows that are acknowledged by pings: servers queue without limit. */
export interface Outbound {
  readonly backlog: OutboundBacklog
  /**
   * Reads the first deliveries that wait in the store: after a start, and after a commit whose result is unknown. `fromStart`:
   * also those before the last one that was read, which another process may have added.
   * Rejects if the store cannot be read; then reads again at each write and each ping that is back.
   */
  restore(from?: { readonly fromStart?: boolean }): Promise<void>
  /** Forgets the deliveries in memory, which another process may have sent: `restore` reads what still waits. Needs no link. */
  forget(): void
  /** Sends the stanzas of a committed batch. Without a link, `outgoing` is dropped and the deliveries wait. */
  write(outgoing: readonly Outgoing[], deliveries: readonly Delivery[]): void
  /**
   * The link is up: only a ping is written until it is back. Prosody sends its adverts of XEP-0356 before it, ejabberd
   * around it: a delivery that needs one waits `advertGrace` longer.
   */
  linkUp(): void
  /**
   * Drops the queued stanzas; deliveries that the server may not have are new again. So are those that it has routed a
   * moment ago, as it may have died before it stored or sent them; not if we `closed` the link ourselves.
   */
  linkDown(why: 'lost' | 'closed'): void
  /** Reads a received stanza. True if it was for outbound: a ping, or an advert or a refusal of XEP-0356. */
  takes(stanza: Element): boolean
  /** The link is not read until `readingResumed`: the time of pings stops. */
  readingPaused(): void
  readingResumed(): void
  /** Resolves when the server has everything, or after `bound` milliseconds. */
  drained(bound: number): Promise<void>
  /** The current numbers; cheap. */
  state(): OutboundState
}

/** The numbers that health checks and metrics show. */
export type OutboundState = {
  /** The size of the queued stanzas without deliveries, in characters, and their number. */
  readonly queuedCharacters: number
  readonly queuedStanzas: number
  /** The number of deliveries in memory that the server may not have, and the age of the oldest in milliseconds. */
  readonly deliveries: number
  readonly oldestDelivery: number
  readonly windowsInFlight: number
  /** The round-trip time of the last ping that came back, in milliseconds; undefined before the first. */
  readonly lastPong: number | undefined
  /** The number of stanzas dropped since the start because the queues were full or the stanza was too long. */
  readonly dropped: number
  /** The numbers of stanzas read from the link and written to it since the start; our own pings count as read only. */
  readonly stanzasIn: number
  readonly stanzasOut: number
}

/** The options of its parts. */
type PartOptions = SenderOptions & MulticastOptions

export type OutboundOptions = PartOptions & {
  /** Writes to the link; false if it does not accept the text now. */
  write(text: string): boolean
  /** The server has these deliveries. Resolves when the store no longer lists them as waiting. */
  confirmed(deliveries: readonly Routed[]): Promise<void>
  /** These deliveries were confirmed, and are sent again. */
  repeated(ids: readonly string[]): void
  readonly undelivered: ReadDeliveries
  /** The server did not answer a ping for `answerTimeout`: the link does not work. */
  onTimeout?(): void
  /** The backlog is smaller than before. */
  eased?(): void
  /** The time that a ping may take, and the longest time without one, in seconds; 30 if absent. */
  readonly answerTimeout?: number
  /**
   * After this time without an answer to a ping, in milliseconds, another one is sent: for a moment, ejabberd may have two links
   * of our domain and give an answer to the other one. Never, if absent.
   */
  readonly pingAgain?: number | undefined
  /** The most stanzas that the server has not acknowledged; 1000 if absent. It has fewer if it is slow. */
  readonly window?: number
  /** In characters of queued stanzas without deliveries; no limit if absent. */
  readonly memoryLimit?: number
  readonly clock?: Clock
}
