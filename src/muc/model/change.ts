import type { ActivitySubscription } from './activity-subscriptions.js'
import type { Affiliation, AffiliationEntry } from './affiliation.js'
import type { Occupant } from './occupant.js'
import type { HistoryMessage, Room, RoomMaps, RoomRecord, Subject, Vcard } from './room.js'
import type { SentInvitation } from './sent-invitation.js'
import type { Tombstone } from './tombstone.js'

/** The value of a fact before and after a change; undefined if the fact did not exist, or no longer exists. */
export type Fact<Kind extends string, Value> = {
  readonly kind: Kind
  readonly was: Value | undefined
  readonly now: Value | undefined
}
/** A fact of a room, by its bare JID. */
type RoomFact<Kind extends string, Value> = Fact<Kind, Value> & { readonly room: string }

/** A room is created, or destroyed with everything in it. */
export type RoomChange = Fact<'room', Room> & { readonly jid: string }
/** The room's record is replaced: configuration, lock, archived. */
export type RecordChange = RoomFact<'record', RoomRecord> & { readonly was: RoomRecord; readonly now: RoomRecord }
export type AffiliationChange = RoomFact<'affiliation', AffiliationEntry> & { readonly user: string }
/** The affiliations have a new version (XEP-0463); `before` is the user's affiliation before it. */
export type AffiliationVersionChange = {
  readonly kind: 'affiliation-version'
  readonly room: string
  readonly user: string
  readonly before: Affiliation
  readonly was: string
  readonly now: string
}
/** A message was sent, or an occupant left (`track-activity.ts`). */
export type ActivityChange = {
  readonly kind: 'activity'
  readonly room: string
  readonly was: number
  readonly now: number
}
/** A client subscribes to room activity or unsubscribes. */
export type ActivitySubscriptionChange = Fact<'activity-subscription', ActivitySubscription>
export type OccupantChange = RoomFact<'occupant', Occupant> & { readonly nick: string }
/** One more message was sent in this hour, in hours since 1970 (XEP-0502). */
export type MessageCountChange = RoomFact<'message-count', number> & { readonly hour: number; readonly now: number }
export type SubjectChange = RoomFact<'subject', Subject>
/**
 * A message is stored, or a stored message is replaced by one with the same id: by its tombstone, or by itself without its
 * sender.
 */
export type HistoryChange = RoomFact<'history', HistoryMessage> & {
  readonly now: HistoryMessage
  /** How many messages the room keeps, this one included; 0 is no limit. */
  readonly kept?: number
}
/** The store deletes messages from before `now` (milliseconds since 1970), one chunk a change. Memory ignores it. */
export type ExpiryChange = { readonly kind: 'expiry'; readonly was: undefined; readonly now: number }

/** The room's vCard is replaced or removed. Memory has only the hashes of its photos. */
export type VcardChange = Omit<RoomFact<'vcard', Vcard>, 'was'> & { readonly was: Pick<Vcard, 'photoHashes'> }

/** A destroyed room leaves a tombstone at its address, or the tombstone is removed. */
export type TombstoneChange = Fact<'tombstone', Tombstone> & {
  readonly jid: string
  /** In milliseconds since 1970: the store deletes tombstones that have expired by then. */
  readonly at: number
}

/** An invitation was sent or bounced. Only the store has it. */
export type SentInvitationChange = Fact<'sent-invitation', SentInvitation>

/** An entry of one of the maps of a room (`RoomMaps`), by its key in that map. */
export type MapChange<Kind extends keyof RoomMaps> = RoomFact<Kind, RoomMaps[Kind]> & { readonly key: string }

type MapChanges = { readonly [Kind in keyof RoomMaps]: MapChange<Kind> }

/** The facts of rooms, by kind. */
type MucChanges = MapChanges & {
  readonly room: RoomChange
  readonly record: RecordChange
  readonly affiliation: AffiliationChange
  readonly 'affiliation-version': AffiliationVersionChange
  readonly activity: ActivityChange
  readonly 'activity-subscription': ActivitySubscriptionChange
  readonly occupant: OccupantChange
  readonly 'message-count': MessageCountChange
  readonly subject: SubjectChange
  readonly history: HistoryChange
  readonly expiry: ExpiryChange
  readonly vcard: VcardChange
  readonly tombstone: TombstoneChange
  readonly 'sent-invitation': SentInvitationChange
}

export type MucChange = MucChanges[keyof MucChanges]

/**
 * All facts, by kind. An interface, so that `state/` can add those of the other domains.
 * @public Module augmentation is no import that knip sees.
 */
export interface Changes extends MucChanges {}

export type Change = Changes[keyof Changes]
