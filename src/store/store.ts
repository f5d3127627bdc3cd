import type { DeliveryChange, OutboxChange, StoredDelivery } from '../batch.js'
import type { OpenInvite } from '../invites/open-invite.js'
import type { ActivitySubscription } from '../muc/model/activity-subscriptions.js'
import type { Change } from '../muc/model/change.js'
import type { Found, Lookup } from '../muc/model/lookup.js'
import type { Room } from '../muc/model/room.js'
import type { Tombstone } from '../muc/model/tombstone.js'

/** Every kind of fact that is kept. */
export type StoredChange = Change | DeliveryChange | OutboxChange

/** What to load: rooms by bare JID, by REST id, or by the id of an open invite; and what people own, by bare JID. */
export type Wanted = {
  readonly jids: readonly string[]
  readonly roomIds: readonly string[]
  readonly openInviteIds: readonly string[]
  readonly creators: readonly string[]
  /** Now, in milliseconds since 1970: open invites whose time is over are not loaded by their ids. */
  readonly at: number
}

/** What there is of it. With each room come its open invites; for a room that is gone, its tombstone. */
export type Loaded = {
  readonly rooms: readonly Room[]
  readonly openInvites: readonly OpenInvite[]
  readonly tombstones: readonly Tombstone[]
  /** How many of the rooms that they have made the creators own. */
  readonly owned: ReadonlyMap<string, number>
}

/** How much is kept: rooms, sessions of occupants in them, and deliveries that the XMPP server may not have yet. */
export type StoredCounts = { readonly rooms: number; readonly sessions: number; readonly deliveries: number }

/**
 * The storage failed in such a way that nobody knows whether the changes are on the disk. None of them counts as stored,
 * and all that is known of the rooms has to be read again.
 */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown'
}

/** Where the facts are. Every method rejects when the storage fails, and then nothing has changed. */
export interface Store {
  load(wanted: Wanted): Promise<Loaded>
  /** What is wanted beyond rooms; read only. */
  lookUp(lookup: Lookup): Promise<Found>
  /** 32 random bytes of this installation, always the same. */
  key(): Promise<Uint8Array>
  /** All of them in one transaction that is on disk when it resolves. May reject with `OutcomeUnknown`. */
  commit(changes: readonly StoredChange[]): Promise<void>
  /** All of them, oldest first (XEP-0437). */
  activitySubscriptions(): Promise<ActivitySubscription[]>
  /** What waits in the outbox, oldest first: `most` of them at most, of those behind the position `after`, or of all. */
  undelivered(page: { readonly after?: number; readonly most: number }): Promise<StoredDelivery[]>
  /** Writes something that changes nothing: rejects where a commit would fail, too. */
  probe(): Promise<void>
  counts(): Promise<StoredCounts>
  /** The end is near: in so many milliseconds nothing waits any more for another process that has the storage locked. */
  hurry(bound: number): void
  close(): Promise<void>
}
