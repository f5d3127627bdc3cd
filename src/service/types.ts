import type { Delivery, Outgoing, Routed } from '../batch.js'
import type { Act } from '../events/events-of.js'
import type { Capability } from '../muc/capability.js'
import type { Context } from '../muc/context.js'
import type { Found, Lookup } from '../muc/model/lookup.js'
import type { Settings } from '../muc/model/state.js'
import type { StanzaError } from '../stanza/error.js'
import type { Store, StoredChange } from '../store/store.js'
import type { Clock } from '../time/monotonic-clock.js'
import type { BackPressure } from './back-pressure.js'
import type { Gate, Gated } from './gate.js'
import type { OpenBatch } from './open-batch.js'
import type { Needs, Requester } from './working-set.js'

export type { Needs }

/** The context of a piece of work: the state in memory, the results of its look-ups, and the batch. */
export type ServiceContext = Context & { readonly batch: OpenBatch }

/** A stanza to handle. */
export type StanzaWork = Gated & {
  handle(context: ServiceContext): void
  /** Sends the refusal. It may not change anything. */
  refuse(context: ServiceContext, error: StanzaError): void
  /**
   * For a stanza that reports something that has happened already, such as an unavailable presence, or that answers a
   * request: work that could not be stored is retried. A dedupe key: only the latest stanza with this key is retried.
   */
  readonly mustRetry?: string | undefined
  /** The length of the stanza in bytes of XML. */
  readonly bytes?: number
}

/** Handles stanzas and requests in batches: nothing is sent or answered before the batch is durable. */
export interface Service {
  /**
   * Runs work in the next batch. Resolves with its result when the whole batch is durable. Rejects with the refusal
   * that the work threw, with `internal-server-error` if the batch could not be loaded or committed or the work has a
   * bug, or at once with `Overload` if too much work of its requester or room waits.
   */
  run<T>(needs: Needs, work: (context: ServiceContext) => T): Promise<T>
  /**
   * Reads committed data from the store outside the batches, for what must be known before there is any work. Rejects
   * with `internal-server-error` if the store cannot be read.
   */
  lookUp(lookup: Lookup): Promise<Found>
  /** Handles a stanza in its turn. Refuses it at once if too much work of its sender or room waits. */
  receive(work: StanzaWork): void
  /** Records that the server has these deliveries. Resolves when that is stored, after any number of retries. */
  confirm(deliveries: readonly Routed[]): Promise<void>
  /** Records that these confirmed deliveries wait again. */
  repeat(deliveries: readonly string[]): void
  /** Less waits to be sent than before: held work may go on. */
  resume(): void
  /**
   * Drops the work that waits, refusing requests with `Overload`, and forgets what is in memory before the next batch: another
   * process serves now, or has served. The batch under way ends as it can.
   */
  forget(): void
  /** Resolves when no work is under way, and none waits that is not held. */
  idle(): Promise<void>
  load(): ServiceLoad
}

/** The current numbers of waiting pieces of work, of rooms in memory, and of sessions in those rooms. */
export type ServiceLoad = {
  readonly waiting: number
  readonly rooms: number
  readonly sessions: number
  /** The pieces of work that were refused since the start because too much work of their user or room waited. */
  readonly refused: number
}

/** The outcome of a piece of work. */
export type WorkOutcome = {
  /** Undefined for work of the service itself. */
  readonly requester: Requester | undefined
  /** The bare JID of its room, if that exists. */
  readonly room: string | undefined
  /** They are on the disk. Empty if the work was refused, unless the refusal keeps its changes. */
  readonly changes: readonly StoredChange[]
  readonly refusal: StanzaError | undefined
}

/** Receives the outcomes of batches, for the metrics and the log. Must not throw. */
export interface ServiceObserver {
  /** Called when a batch is durable. `commit`: the milliseconds of its commit, undefined if nothing had changed. */
  onBatch(batch: { readonly works: number; readonly changes: number; readonly commit: number | undefined }): void
  /** Called for each piece of its work. `jidOf` gives the JID of a room in memory by its id in the REST API. */
  onWork(outcome: WorkOutcome, jidOf: (roomId: string) => string | undefined): void
  /** Called when a batch could not be loaded or committed. */
  onStorageFault(fault: unknown): void
  /** Called when a batch is done again, because another instance has taken rooms. */
  onConflict(): void
}

export type ServiceOptions = {
  readonly store: Store
  readonly rooms: Settings
  readonly capabilities: readonly Capability[]
  /** Sends the stanzas of a committed batch. */
  readonly write: (outgoing: readonly Outgoing[], deliveries: readonly Delivery[]) => void
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** A UUIDv4 as 32 hexadecimal digits. */
  readonly newId: () => string
  /** Called for a bug or a failure of the storage. No input causes one. */
  readonly onFault: (fault: unknown) => void
  readonly observer?: ServiceObserver
  /** The bound of the work that waits, in bytes. Without it, any amount is accepted. */
  readonly memoryLimit?: number
  /** Called with the changes of a batch when they are durable and its stanzas are written. Must not throw. */
  readonly onCommitted?: (changes: readonly StoredChange[]) => void
  /** For the pauses before work is done again; by default that of the process. */
  readonly clock?: Clock
  /** Gives what is stored with the changes of a piece of work, for apps to hear of. Must be pure. */
  readonly tells?: (context: ServiceContext, act: Act) => readonly StoredChange[]
  /** Whether this process may write at this moment; if not, its work is refused. Always, if absent. */
  readonly mayCommit?: () => boolean
  /** Without it, no work is held. */
  readonly gate?: Gate
  /** Is told how much work waits. */
  readonly backPressure?: BackPressure
  /** Called after a commit whose outcome is unknown, to read the store again. The service itself reloads its rooms. */
  readonly onOutcomeUnknown?: () => void
}
