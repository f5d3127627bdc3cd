import type { ActivitySubscription } from './activity-subscriptions.js'
import type { Affiliation, AffiliationEntry } from './affiliation.js'
import type { Occupant } from './occupant.js'
import type { HistoryMessage, Room, RoomMaps, RoomRecord, Subject, Vcard } from './room.js'
import type { SentInvitation } from './sent-invitation.js'
import type { Tombstone } from './tombstone.js'

/** A fact of this kind: undefined stands for "was not there" and for "is gone". */
export type Fact<Kind extends string, Value> = {
  readonly kind: Kind
  readonly was: Value | undefined
  readonly now: Value | undefined
}
/** A fact of the room with this bare JID. */
type RoomFact<Kind extends string, Value> = Fact<Kind, Value> & { readonly room: string }

/** A room is made, or destroyed with all that belongs to it. */
export type RoomChange = Fact<'room', Room> & { readonly jid: string }
/** The room's record is replaced: its configuration, its lock, whether it is archived. */
export type RecordChange = RoomFact<'record', RoomRecord> & { readonly was: RoomRecord; readonly now: RoomRecord }
export type AffiliationChange = RoomFact<'affiliation', AffiliationEntry> & { readonly user: string }
/** The affiliations have another version (XEP-0463), because this user had this affiliation before. */
export type AffiliationVersionChange = {
  readonly kind: 'affiliation-version'
  readonly room: string
  readonly user: string
  readonly before: Affiliation
  readonly was: string
  readonly now: string
}
/** Something has been said, or somebody has left (`room-activity.ts`). */
export type ActivityChange = {
  readonly kind: 'activity'
  readonly room: string
  readonly was: number
  readonly now: number
}
/** A client follows the activity of rooms, or does so no longer. */
export type ActivitySubscriptionChange = Fact<'activity-subscription', ActivitySubscription>
export type OccupantChange = RoomFact<'occupant', Occupant> & { readonly nick: string }
/** One more message was sent in an hour, counted since 1970 (XEP-0502). */
export type MessageCountChange = RoomFact<'message-count', number> & { readonly hour: number; readonly now: number }
export type SubjectChange = RoomFact<'subject', Subject>
/** A message joins what is kept; or one that is kept gives way to its tombstone, by the same id. */
export type HistoryChange = RoomFact<'history', HistoryMessage> & {
  readonly now: HistoryMessage
  /** How many messages of the room are kept with it; 0 is no limit. */
  readonly kept?: number
}
/** What was said before a time is let go, a part of it at each change; memory keeps none of it for long. */
export type ExpiryChange = { readonly kind: 'expiry'; readonly was: undefined; readonly now: number }

/** The room's vCard is replaced or taken away. What it was, memory knows by the hashes alone. */
export type VcardChange = Omit<RoomFact<'vcard', Vcard>, 'was'> & { readonly was: Pick<Vcard, 'photoHashes'> }

/** A destroyed room leaves a tombstone at its address, or the address is free again. */
export type TombstoneChange = Fact<'tombstone', Tombstone> & {
  readonly jid: string
  /** When: those that have served their time by then go. */
  readonly at: number
}

/** An invitation has gone out, or has come back. Memory holds none. */
export type SentInvitationChange = Fact<'sent-invitation', SentInvitation>

/**
 * An entry of one of the maps of a room (`RoomMaps`): its key in that map, what was there, what is there now.
 */
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
 * All facts of the domain, by kind. An interface: what composes the service adds its own (`state/`).
 * @public Module augmentation is no import that knip sees.
 */
export interface Changes extends MucChanges {}

export type Change = Changes[keyof Changes]
