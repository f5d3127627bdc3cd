import type { PageRequest } from '../../stanza/result-set.js'
import type { ActivitySubscription } from './activity-subscriptions.js'
import type { AffiliationStep } from './affiliation-versions.js'
import type { ArchiveEnds, ArchiveLookup, ArchivePage } from './archive-query.js'
import type { Change } from './change.js'
import type { SessionInRoom } from './last-seen.js'
import type { HistoryMessage } from './room.js'
import type { SentInvitation } from './sent-invitation.js'
import type { State } from './state.js'

/** A question to the store and its answer. */
export type Question<Asked, Answer> = { readonly asked: Asked; readonly answer: Answer }

/**
 * The questions to the store, by name, beyond whole rooms. An interface, so that `state/` can add those of the other
 * domains.
 */
export interface Questions {
  /** Public rooms: all (XEP-0045 §6.3), or the matches of a search. */
  readonly rooms: Question<RoomsLookup, PublicRooms>
  /** The bare JIDs of occupied rooms, ordered: at most `most` after `after`, which is empty for the first page. */
  readonly occupied: Question<{ readonly after: string; readonly most: number }, readonly string[]>
  /** The sessions in rooms, ordered by room and client: at most `most` after the given one. */
  readonly occupantsAfter: Question<SessionInRoom & { readonly most: number }, readonly SessionInRoom[]>
  /** A sent invitation, by its id; undefined if the store does not have it, or no longer. */
  readonly sentInvitation: Question<string, SentInvitation | undefined>
  /** The number of rooms, hidden ones included, and at most `most` rooms with the most occupants. */
  readonly census: Question<{ readonly most: number }, Census>
  /** The vCard of the room with this bare JID, as text; undefined if it has none. */
  readonly vcard: Question<string, string | undefined>
  /** The full JIDs of all sessions in rooms, without duplicates. */
  readonly sessions: Question<true, readonly string[]>
  /** The occupants whose bare JID or domain has one of these hashes, in pages. */
  readonly occupanciesOf: Question<OccupanciesLookup, readonly Occupancy[]>
  /** The rooms that the user with this bare JID is in. */
  readonly roomsOf: Question<string, readonly Occupancy[]>
  /** The changes of a room's affiliations since a version (XEP-0463), oldest first; undefined if it is unknown. */
  readonly affiliationSteps: Question<AffiliationStepsLookup, readonly AffiliationStep[] | undefined>
  /** The bare JIDs of the rooms with messages since the user's last visit, without those that the client is in. */
  readonly activeRooms: Question<ActivitySubscription, readonly string[]>
  readonly archive: Question<ArchiveLookup, ArchivePage>
  /** The first and last message in the archive of the room with this bare JID. */
  readonly archiveEnds: Question<string, ArchiveEnds>
  /** A stored message of a room, by its id; undefined if the room does not have it. */
  readonly message: Question<{ readonly room: string; readonly id: string }, HistoryMessage | undefined>
  /** The latest messages of a user in a room whose XML contains a text; only some hundred of them are looked through. */
  readonly ownMessages: Question<OwnMessagesLookup, readonly HistoryMessage[]>
  /** The bare JIDs of at most `most` rooms that the user with this bare JID owns or administers. */
  readonly moderatedBy: Question<{ readonly user: string; readonly most: number }, readonly string[]>
}

/** What a stanza needs from the store beyond its room. The read sees all earlier commits. */
export type Lookup = { readonly [Name in keyof Questions]?: Questions[Name]['asked'] } & {
  /** Rooms to load into memory, by bare JID and by id. */
  readonly load?: readonly string[]
  readonly loadIds?: readonly string[]
  /**
   * Whether a change that is not stored yet would alter the answers; without it, any change may. So the look-up need not
   * wait for the commit of other changes. Must not change or throw anything.
   */
  affectedBy?(change: Change): boolean
  /**
   * A second look-up that depends on the answers to the first and on the stanza's room; undefined if nothing more is
   * needed, or if the requester is not authorised. Must not change or throw anything.
   */
  further?(known: Known): Lookup | undefined
}

/** What `further` may depend on. */
type Known = State & { readonly found: Found }

/** The answers, by the names of the questions. */
export type Found = { readonly [Name in keyof Questions]?: Questions[Name]['answer'] }

export type RoomsLookup = {
  readonly page: PageRequest
  /** By address, or the rooms with the most occupants first. */
  readonly order: 'address' | 'occupants'
  readonly search?: RoomSearch
  /** Forwards from a place on, without the numbers `start` and `count`, and with `next`. */
  readonly isUncounted?: true
}

/** The conditions of a search for public rooms. */
export type RoomSearch = {
  /** Each word must occur in one of the searched parts; case is ignored. */
  readonly words: readonly string[]
  readonly inName: boolean
  readonly inDescription: boolean
  readonly inAddress: boolean
  /** The least number of occupants. */
  readonly minOccupants: number
}

/**
 * A page of public rooms: `start` is the index of its first room, `count` the number of all; undefined where so many rooms
 * match a search that counting them takes long (XEP-0059 §2.1).
 */
export type PublicRooms = {
  readonly rooms: readonly PublicRoom[]
  readonly start: number | undefined
  readonly count: number | undefined
  /** The id behind which further rooms may follow; absent after the last one, and for a page with numbers. */
  readonly next?: string
}

/** The public properties of a public room. */
export type PublicRoom = {
  /** The id that pages refer to (XEP-0059). */
  readonly id: string
  /** The id in the REST API. */
  readonly roomId: string
  readonly jid: string
  readonly name: string
  readonly description: string
  /** The language of the discussion (RFC 5646); empty if none is set. */
  readonly lang: string
  readonly occupants: number
  readonly membersOnly: boolean
  readonly hasPassword: boolean
  readonly nonAnonymous: boolean
}

/** `hashes`: SHA-256 in hexadecimal digits. At most `most` occupants after this room and nick, which are empty at first. */
export type OccupanciesLookup = Occupancy & { readonly hashes: readonly string[]; readonly most: number }

/** A user's room, by bare JID, and their nick in it. */
export type Occupancy = { readonly room: string; readonly nick: string }

/** `room` and `user` are bare JIDs; `containing` is escaped as in XML. */
export type OwnMessagesLookup = { readonly room: string; readonly user: string; readonly containing: string }

/** The `most` oldest that are over at this time, in milliseconds since 1970. */
export type OverLookup = { readonly at: number; readonly most: number }

/** The bare JID of a room, and a key of one of its maps. */
export type KeyInRoom = { readonly room: string; readonly key: string }

/** `room` is a bare JID. */
export type AffiliationStepsLookup = { readonly room: string; readonly since: string }

export type Census = {
  readonly total: number
  readonly rooms: readonly { readonly jid: string; readonly name: string; readonly occupants: number }[]
}
