import type { PageRequest } from '../../stanza/result-set.js'
import type { ActivitySubscription } from './activity-subscriptions.js'
import type { AffiliationStep } from './affiliation-versions.js'
import type { ArchiveEnds, ArchiveLookup, ArchivePage } from './archive-query.js'
import type { SessionInRoom } from './last-seen.js'
import type { HistoryMessage } from './room.js'
import type { SentInvitation } from './sent-invitation.js'
import type { State } from './state.js'

/** A question to the store and its answer. */
export type Question<Asked, Answer> = { readonly asked: Asked; readonly answer: Answer }

/**
 * What the store can be asked beyond rooms as a whole, by name. An interface: what composes the service adds its own
 * (`state/`).
 */
export interface Questions {
  /** Public rooms, all (XEP-0045 §6.3) or those that are searched for. */
  readonly rooms: Question<RoomsLookup, PublicRooms>
  /** The bare JIDs of occupied rooms, by address: at most `most`, after this one; the empty one is before all. */
  readonly occupied: Question<{ readonly after: string; readonly most: number }, readonly string[]>
  /** The sessions in rooms, by room and client: at most `most`, after this one. */
  readonly occupantsAfter: Question<SessionInRoom & { readonly most: number }, readonly SessionInRoom[]>
  /** An invitation that has gone out, by its id; undefined where the store has none with this id, or not any more. */
  readonly sentInvitation: Question<string, SentInvitation | undefined>
  /** How many rooms there are, hidden ones included, and those with the most occupants. */
  readonly census: Question<{ readonly most: number }, Census>
  /** The vCard of the room with this bare JID, as text; undefined where it has none. */
  readonly vcard: Question<string, string | undefined>
  /** The full JIDs of all sessions in rooms, each once. */
  readonly sessions: Question<true, readonly string[]>
  /** The rooms in which the user with this bare JID is. */
  readonly roomsOf: Question<string, readonly Occupancy[]>
  /** How the affiliations of a room have changed since a version (XEP-0463), oldest first; undefined: unknown version. */
  readonly affiliationSteps: Question<AffiliationStepsLookup, readonly AffiliationStep[] | undefined>
  /** The bare JIDs of the rooms with messages since this person's last visit, without those that the client is in. */
  readonly activeRooms: Question<ActivitySubscription, readonly string[]>
  readonly archive: Question<ArchiveLookup, ArchivePage>
  /** The ends of the archive of the room with this bare JID. */
  readonly archiveEnds: Question<string, ArchiveEnds>
  /** A message that a room keeps, by its id; undefined where the room keeps none with this id. */
  readonly message: Question<{ readonly room: string; readonly id: string }, HistoryMessage | undefined>
  /** The bare JIDs of the rooms of which the person with this bare JID is an owner or an admin: at most `most`. */
  readonly moderatedBy: Question<{ readonly user: string; readonly most: number }, readonly string[]>
}

/** What a stanza needs from the store beyond its room. It is read when all that came before it is committed. */
export type Lookup = { readonly [Name in keyof Questions]?: Questions[Name]['asked'] } & {
  /** The bare JIDs of rooms that are to be in memory, or their ids. */
  readonly load?: readonly string[]
  readonly loadIds?: readonly string[]
  /**
   * What is needed besides, once the stanza's room and all of the above are known. It changes nothing and throws nothing.
   * Undefined where nothing is, or where the asker may not read it.
   */
  further?(known: Known): Lookup | undefined
}

/** What a further look-up may depend on. */
export type Known = State & { readonly found: Found }

/** The answers, by the names of the questions. */
export type Found = { readonly [Name in keyof Questions]?: Questions[Name]['answer'] }

export type RoomsLookup = {
  readonly page: PageRequest
  /** By address, or the fullest first. */
  readonly order: 'address' | 'occupants'
  readonly search?: RoomSearch
}

/** What public rooms are searched by. */
export type RoomSearch = {
  /** Each of them must be in what is searched; without regard to capitals. */
  readonly words: readonly string[]
  readonly inName: boolean
  readonly inDescription: boolean
  readonly inAddress: boolean
  /** How many occupants there must be at least. */
  readonly minOccupants: number
}

/** A page of the public rooms that were asked for: the place of the first one, and how many there are in all. */
export type PublicRooms = {
  readonly rooms: readonly PublicRoom[]
  readonly start: number
  readonly count: number
}

/** What everybody may know of a public room. */
export type PublicRoom = {
  /** The id by which pages name it. */
  readonly id: string
  readonly jid: string
  readonly name: string
  readonly description: string
  readonly occupants: number
  readonly membersOnly: boolean
  readonly hasPassword: boolean
  readonly nonAnonymous: boolean
}

/** Somebody is in a room under a nick. */
export type Occupancy = { readonly room: string; readonly nick: string }

/** `room` is a bare JID. */
export type AffiliationStepsLookup = { readonly room: string; readonly since: string }

export type Census = {
  readonly total: number
  readonly rooms: readonly { readonly jid: string; readonly name: string; readonly occupants: number }[]
}
