import type { Delivery, Outgoing, Routed } from '../batch.js'
import type { Capability } from '../muc/capability.js'
import type { Context } from '../muc/context.js'
import type { Found, Lookup } from '../muc/model/lookup.js'
import type { Settings } from '../muc/model/state.js'
import type { StanzaError } from '../stanza/error.js'
import type { Store, StoredChange } from '../store/store.js'
import type { BackPressure } from './back-pressure.js'
import type { OpenBatch } from './open-batch.js'
import type { Needs, Origin } from './working-set.js'

export type { Needs }

/** What a piece of work may use. */
export type ServiceContext = Context & { readonly batch: OpenBatch }

/** How a stanza is handled, and how its refusal is told. */
export type StanzaWork = {
  readonly needs: Needs
  handle(turn: ServiceContext): void
  /** May only send. */
  refuse(turn: ServiceContext, error: StanzaError): void
  /**
   * It tells of what has happened already, as a client's leaving, or is an answer for which somebody waits: what could not
   * be stored is tried again later. Of all that tell of the same by this text, the latest is.
   */
  readonly insists?: string | undefined
  /** How long the stanza is, as written in XML: so much is kept of what insists. */
  readonly bytes?: number
}

export interface Service {
  /**
   * Handles a request in the next batch. Resolves with its result when all of the batch is durable; rejects with what
   * the work threw, or with `internal-server-error` when the batch could not be read or committed; or with `Overload`
   * at once, where it has an origin.
   */
  run<T>(needs: Needs, work: (turn: ServiceContext) => T): Promise<T>
  /**
   * What is on the disk now, of committed batches alone: for what must be known before there is any work. Rejects with
   * `internal-server-error` when it could not be read.
   */
  lookUp(lookup: Lookup): Promise<Found>
  /** Handles a stanza in the next batch; or refuses it at once by `Overload`, unless it insists. */
  receive(work: StanzaWork): void
  /** The server has these deliveries. Resolves when that is stored, however long it takes. */
  confirm(deliveries: readonly Routed[]): Promise<void>
  /** These deliveries, which were confirmed, wait again. */
  repeat(deliveries: readonly string[]): void
  /** Resolves when no work is waiting or under way. */
  idle(): Promise<void>
  load(): ServiceLoad
}

/** How much there is just now: of work that waits, of rooms in memory, and of sessions in those rooms. */
export type ServiceLoad = { readonly waiting: number; readonly rooms: number; readonly sessions: number }

/** What a piece of work came to. */
export type WorkOutcome = {
  /** Undefined for what the service does by itself. */
  readonly origin: Origin | undefined
  /** The bare JID of the room to which it went, where it went to one that there is. */
  readonly room: string | undefined
  /** All of them are on the disk. None where it was refused. */
  readonly changes: readonly StoredChange[]
  readonly refusal: StanzaError | undefined
}

/** Hears of batches when all is over with them, for the meters and the log. Must not throw. */
export interface ServiceObserver {
  /** One batch is durable. Its commit took so many milliseconds; undefined where there was nothing to commit. */
  onBatch(batch: { readonly works: number; readonly changes: number; readonly commit: number | undefined }): void
  /** Each piece of its work. `jidOf` finds a room in memory by its REST id. */
  onWork(outcome: WorkOutcome, jidOf: (roomId: string) => string | undefined): void
  /** A batch was not: nothing of it has happened. */
  onStorageFault(fault: unknown): void
}

export type ServiceOptions = {
  readonly store: Store
  readonly rooms: Settings
  readonly capabilities: readonly Capability[]
  /** Hands over what a committed batch has to say. */
  readonly write: (outgoing: readonly Outgoing[], deliveries: readonly Delivery[]) => void
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** A UUIDv4 as 32 hexadecimal digits. */
  readonly newId: () => string
  /** Hears of a fault of ours or of the storage; no input brings one about. */
  readonly onFault: (fault: unknown) => void
  readonly observer?: ServiceObserver
  /** Without it any amount of work is taken. */
  readonly backPressure?: BackPressure
  /** A commit ended in doubt: what the store has must be read again. Rooms are, by the service itself. */
  readonly inDoubt?: () => void
}
