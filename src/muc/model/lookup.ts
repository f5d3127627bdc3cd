import type { PageRequest } from '../../stanza/result-set.js'
import type { ApiToken } from '../../tokens/api-token.js'
import type { ActivitySubscription } from './activity-subscriptions.js'
import type { AffiliationStep } from '../operations/change-affiliation.js'
import type { ArchiveEnds, ArchiveLookup, ArchivePage } from './archive-query.js'
import type { Context } from '../capability.js'
import type { SessionInRoom } from './last-seen.js'
import type { InviteStoryLookup, InviteStoryPage } from '../../invites/link-history.js'
import type { OpenInvite } from '../../invites/open-invite.js'
import type { HistoryMessage } from './room.js'
import type { RoomOverview } from '../../rooms-api/room-overview.js'
import type { SentInvitation } from '../operations/deliver-invitation.js'
import type { Privilege, Standing } from './room-user-status.js'
import type { User } from './user.js'

/** What a stanza needs from the store beyond its room. It is read when all that came before it is committed. */
export type Lookup = {
  /** Public rooms, all (XEP-0045 §6.3) or those that are searched for. */
  readonly rooms?: RoomsLookup
  /** The rooms in which somebody is, by address: so many at most, after this one (a bare JID; the empty one is before all). */
  readonly occupied?: { readonly after: string; readonly most: number }
  /** Those who are in any room, by room and client: so many at most, after this one. */
  readonly occupantsAfter?: SessionInRoom & { readonly most: number }
  /** The id of an invitation that may have gone out. */
  readonly sentInvitation?: string
  /** How many rooms there are, and those with the most occupants; hidden ones, too. */
  readonly census?: { readonly most: number }
  /** The vCard of the room with this bare JID. */
  readonly vcard?: string
  /** Who is in any room. */
  readonly sessions?: true
  /** The bare JIDs of rooms that are to be in memory. */
  readonly load?: readonly string[]
  /** The same by the ids of the rooms. */
  readonly loadIds?: readonly string[]
  /** The rooms in which the user with this bare JID is. */
  readonly roomsOf?: string
  /** How the affiliations of a room have changed since a version (XEP-0463). */
  readonly affiliationSteps?: AffiliationStepsLookup
  /** The rooms in which something was said since this person was there, but for those that the client is in. */
  readonly activeRooms?: ActivitySubscription
  readonly archive?: ArchiveLookup
  /** The ends of the archive of the room with this bare JID. */
  readonly archiveEnds?: string
  /** The open invites of the person with this bare JID, as far as their rooms exist; personal ones are bound to none then. */
  readonly openInvitesOf?: string
  /** The id of an open invite in the form in which it is kept: whose it is. */
  readonly inviterBy?: string
  readonly inviteStory?: InviteStoryLookup
  /** The bare JIDs of those who came in through the open invite with this `linkId`, each once. */
  readonly joinersOf?: string
  /** A page of those who are invited to a room or in it. */
  readonly roomUsers?: RoomUsersLookup
  /** Those of these people, by bare JID or by id, whom somebody (a bare JID) may read of: see `userStatements`. */
  readonly people?: { readonly reader: string; readonly names: readonly string[] }
  /** People whom the service knows, by bare JID or by id in the REST API. */
  readonly users?: readonly string[]
  readonly userRooms?: UserRoomsLookup
  /** A message that a room keeps, which the stanza is going to change. */
  readonly message?: { readonly room: string; readonly id: string }
  /** The id of a token of the REST API. */
  readonly apiToken?: string
  /** All tokens of the person with this bare JID. */
  readonly apiTokensOf?: string
  /** The rooms of which the person with this bare JID is an owner or an admin: at most so many. */
  readonly moderatedBy?: { readonly user: string; readonly most: number }
  /**
   * What is needed besides, as that shows when the stanza's room and all of the above is there. It changes nothing, and
   * throws nothing. Says no to those for whom nothing is to be read.
   */
  further?(known: Context): Lookup | undefined
}

/** What was found of it; undefined what was not asked for. */
export type Found = {
  /** Their bare JIDs. */
  readonly occupied?: readonly string[]
  readonly occupants?: readonly SessionInRoom[]
  /** Undefined, too, where none with this id has gone out lately. */
  readonly sentInvitation?: SentInvitation | undefined
  /** As text; undefined, too, where the room has none. */
  readonly vcard?: string | undefined
  readonly census?: Census
  /** Full JIDs, each once. */
  readonly sessions?: readonly string[]
  readonly rooms?: PublicRooms
  readonly roomsOf?: readonly Stay[]
  /** Oldest first; undefined, too, where the version is not known. */
  readonly affiliationSteps?: readonly AffiliationStep[] | undefined
  /** Bare JIDs. */
  readonly activeRooms?: readonly string[]
  readonly archive?: ArchivePage
  readonly archiveEnds?: ArchiveEnds
  readonly openInvitesOf?: readonly OpenInvite[]
  /** Undefined, too, where there is no such open invite, or nothing is known of the person. */
  readonly inviterBy?: User | undefined
  readonly inviteStory?: InviteStoryPage
  readonly joinersOf?: readonly string[]
  readonly roomUsers?: RoomUserPage
  /** Oneself is among them only if the service knows one. */
  readonly people?: readonly User[]
  /** Those of them that it knows. */
  readonly users?: readonly User[]
  readonly userRooms?: UserRooms
  /** Undefined where the room keeps none with this id, too. */
  readonly message?: HistoryMessage | undefined
  /** Undefined, too, where there is none with this id. */
  readonly apiToken?: ApiToken | undefined
  /** The oldest first; those that have expired may be among them. */
  readonly apiTokensOf?: readonly ApiToken[]
  /** Their bare JIDs. */
  readonly moderatedBy?: readonly string[]
}

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
  readonly leastOccupants: number
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

export type RoomUsersLookup = {
  /** By its id in the REST API. */
  readonly roomId: string
  /** Only those who have it. */
  readonly privilege?: Privilege | undefined
  readonly sortField: RoomUserField
  readonly descending: boolean
  readonly offset: number
  readonly limit: number
}

/** By what the users of a room can be sorted. */
export type RoomUserField = 'additionDate' | 'displayName' | 'loginEmail' | 'privilege' | 'status'

export type RoomUser = User & Standing

/** `total` is of all who were asked for, whatever the page has. */
export type RoomUserPage = { readonly users: readonly RoomUser[]; readonly total: number }

/** Somebody is in a room under a nick. */
export type Stay = { readonly room: string; readonly nick: string }

/** `room` is a bare JID. */
export type AffiliationStepsLookup = { readonly room: string; readonly since: string }

export type Census = {
  readonly total: number
  readonly rooms: readonly { readonly jid: string; readonly name: string; readonly occupants: number }[]
}

/** The rooms with which somebody has to do, for the REST API. */
export type UserRoomsLookup = {
  /** The id of that person in the REST API (`userIdOf`). */
  readonly userId: string
  /**
   * The bare JID of who asks: of somebody else's rooms they find their own and the public ones, but for those that hide
   * their members from them.
   */
  readonly reader: string
  /** How that person stands to them. */
  readonly status?: Standing['status'] | undefined
  /** Not archived; or archived. */
  readonly isActive?: boolean | undefined
  readonly hasConference?: boolean | undefined
  /** The id of who made them. */
  readonly creatorId?: string | undefined
  /** Each of these words is in the name, without regard to capitals. */
  readonly name?: string | undefined
  readonly sort: UserRoomsSort
  readonly isDescending: boolean
  readonly limit: number
  readonly offset: number
  /** How many users are read of each room. */
  readonly users: number
}

export type UserRoomsSort = 'creationDate' | 'id' | 'jid' | 'name' | 'topic'

/** A part of them, and how many there are in all. Their records are as they are stored. */
export type UserRooms = { readonly rooms: readonly RoomOverview[]; readonly total: number }
