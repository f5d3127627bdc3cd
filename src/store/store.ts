import type { DeliveryChange, OutboxChange, StoredDelivery } from '../batch.js'
import type { OpenInvite } from '../invites/open-invite.js'
import type { ActivitySubscription } from '../muc/model/activity-subscriptions.js'
import type { Change } from '../muc/model/change.js'
import type { Found, Lookup } from '../muc/model/lookup.js'
import type { Room } from '../muc/model/room.js'
import type { Tombstone } from '../muc/model/tombstone.js'

/** Every kind of change that a store persists. */
export type StoredChange = Change | DeliveryChange | OutboxChange

/** What to load: rooms by bare JID, by REST id or by the id of an open invite; and how many rooms creators own. */
export type Wanted = {
  readonly jids: readonly string[]
  readonly roomIds: readonly string[]
  readonly openInviteIds: readonly string[]
  /** Bare JIDs of users. */
  readonly creators: readonly string[]
  /** Now, in milliseconds since 1970: expired open invites are not loaded by their ids. */
  readonly at: number
}

/** What was found. A room comes with its open invites, a destroyed room is represented by its tombstone. */
export type Loaded = {
  readonly rooms: readonly Room[]
  readonly openInvites: readonly OpenInvite[]
  readonly tombstones: readonly Tombstone[]
  /** For each creator, how many rooms of those that the user created the user still owns. */
  readonly owned: ReadonlyMap<string, number>
}

/** Numbers of stored rows: rooms, sessions of occupants, and deliveries that the XMPP server may not have yet. */
export type StoredCounts = { readonly rooms: number; readonly sessions: number; readonly deliveries: number }

/**
 * The storage failed, and it is unknown whether the changes are on the disk. They count as not stored, and all rooms in
 * memory must be read again.
 */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown'
}

/**
 * Another instance has taken rooms that the work of a batch has read or changed. Nothing has happened: forget these rooms, and
 * do the batch again.
 */
export class Conflict extends Error {
  override readonly name = 'Conflict'
  /** Bare JIDs, at most those that the store was asked about; none: another instance was in the way of the whole batch. */
  readonly rooms: readonly string[]

  constructor(rooms: readonly string[]) {
    super(`Another instance has taken ${rooms.join(', ') || 'what the batch has changed'}`)
    this.rooms = rooms
  }
}

/** The storage has refused a statement. `isOfValues`: because of a value in it, as it always will. */
export class Refused extends Error {
  readonly isOfValues: boolean

  constructor(message: string, { isOfValues }: { isOfValues: boolean }) {
    super(message)
    this.isOfValues = isOfValues
  }
}

/** The persistent state. Every method rejects if the storage fails, and then nothing has changed. */
export interface Store {
  /** Reads rooms and open invites. */
  load(wanted: Wanted): Promise<Loaded>
  /** Reads what a stanza or request needs beyond its room. */
  lookUp(lookup: Lookup): Promise<Found>
  /** The secret key of this installation: 32 random bytes that never change. */
  key(): Promise<Uint8Array>
  /**
   * Writes all changes in one transaction, on disk when this resolves. `rooms`: the bare JIDs of the rooms that the work has read
   * or changed, each once. May reject with `OutcomeUnknown`, and with `Conflict` if other instances share the storage.
   */
  commit(changes: readonly StoredChange[], rooms?: readonly string[]): Promise<void>
  /**
   * Absent if no other instance shares the storage. Rejects with `Conflict` if another one has taken some of the rooms (bare
   * JIDs, at least one): asked for work that has changed nothing, before it is answered.
   */
  holds?(rooms: readonly string[]): Promise<void>
  /** All room activity subscriptions (XEP-0437), oldest first. */
  activitySubscriptions(): Promise<ActivitySubscription[]>
  /** The people who use a client of the Rainbow family, with the time in milliseconds since 1970, oldest first. */
  familyClients(): Promise<{ readonly user: string; readonly notedAt: number }[]>
  /** Waiting deliveries of the outbox, oldest first: at most `most`, after the position `after` if given. */
  undelivered(page: { readonly after?: number; readonly most: number }): Promise<StoredDelivery[]>
  /** Writes without changing anything: rejects if a commit would fail. */
  probe(): Promise<void>
  /** Counts rows. Takes longer the more rows there are. */
  counts(): Promise<StoredCounts>
  /** At a stop: no current or future call waits longer than `bound` milliseconds for a lock of another process. */
  hurry(bound: number): void
  /** Closes the storage. No method may be called afterwards. */
  close(): Promise<void>
}
