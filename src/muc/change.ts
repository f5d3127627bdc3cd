import type { ApiTokenChange } from '../tokens/api-token.js'
import type { ActivitySubscription } from './activity-subscriptions.js'
import type { Affiliation, AffiliationEntry } from './affiliation.js'
import type { Hat } from './hat.js'
import type { InviteEvent } from './invite-story.js'
import type { Occupant } from './occupant.js'
import type { OpenInvite } from './open-invite.js'
import type { HistoryMessage, RegistrationRequest, Room, RoomRecord, Subject, Vcard } from './room.js'
import type { SentInvitation } from './sent-invitation.js'
import type { Tombstone } from './tombstone.js'
import type { User } from './user.js'
import type { UserStatus } from './user-status.js'

type Fact<Kind extends string, Value> = {
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
/** Somebody asks to be registered, or the request is answered or withdrawn. */
export type RegistrationChange = RoomFact<'registration', RegistrationRequest> & { readonly user: string }
/** A visitor asks for voice, or it is so long ago that they may again. */
export type VoiceRequestChange = RoomFact<'voice-request', number> & { readonly user: string }
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
type ExpiryChange = { readonly kind: 'expiry'; readonly was: undefined; readonly now: number }

/** The room's vCard is replaced or taken away. What it was, memory knows by the hashes alone. */
export type VcardChange = Omit<RoomFact<'vcard', Vcard>, 'was'> & { readonly was: Pick<Vcard, 'photoHashes'> }

export type HatChange = RoomFact<'hat', Hat> & { readonly uri: string }
/** Somebody wears other hats than before. */
export type WearerChange = RoomFact<'wearer', readonly string[]> & { readonly user: string }

/** A destroyed room leaves a tombstone at its address, or the address is free again. */
export type TombstoneChange = Fact<'tombstone', Tombstone> & {
  readonly jid: string
  /** When: those that have served their time by then go. */
  readonly at: number
}

export type OpenInviteChange = Fact<'open-invite', OpenInvite>
/** Something has happened with an open invite: one more entry of its story, which memory does not hold. */
export type InviteEventChange = { readonly kind: 'invite-event'; readonly was: undefined; readonly now: InviteEvent }
/** What was before a time in the stories of the open invites is let go, with those that ended before it. */
type InviteExpiryChange = { readonly kind: 'invite-expiry'; readonly was: undefined; readonly now: number }
/** An invitation has gone out, or has come back. Memory holds none. */
export type SentInvitationChange = Fact<'sent-invitation', SentInvitation>
/** A person gets a profile, or another one. Memory holds none. */
type UserChange = { readonly kind: 'user'; readonly was: undefined; readonly now: User }
/** How somebody stands to the room beside their affiliation (`user-status.ts`). */
export type UserStatusChange = RoomFact<'user-status', UserStatus> & { readonly user: string }

/** A fact of one room that is in memory. */
export type OneRoomsChange =
  | RecordChange
  | AffiliationChange
  | RegistrationChange
  | UserStatusChange
  | VoiceRequestChange
  | OccupantChange
  | SubjectChange
  | HistoryChange
  | MessageCountChange
  | VcardChange
  | HatChange
  | WearerChange
  | AffiliationVersionChange
  | ActivityChange

/** Every kind of fact that the rooms are made of, and the tokens with which people come over REST. */
export type MucChange =
  | OneRoomsChange
  | RoomChange
  | TombstoneChange
  | ActivitySubscriptionChange
  | ExpiryChange
  | ApiTokenChange
  | OpenInviteChange
  | InviteEventChange
  | InviteExpiryChange
  | SentInvitationChange
  | UserChange
