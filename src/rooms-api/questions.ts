import type { Question } from '../muc/model/lookup.js'
import type { Ban } from './bans.js'
import type { RoomOverview } from './room-overview.js'
import type { Privilege, RoomUserStatus } from './room-user-status.js'
import type { User } from './user.js'

/** The look-ups of the REST API's rooms and users in the store. */
export type RoomsApiQuestions = {
  /** A page of the members and the invited users of a room. */
  readonly roomUsers: Question<RoomUsersLookup, RoomUserPage>
  /** The users with these bare JIDs or ids whose profile the reader (a bare JID) may see; the reader only if known. */
  readonly people: Question<{ readonly reader: string; readonly names: readonly string[] }, readonly User[]>
  /** The known users with these bare JIDs or ids. */
  readonly users: Question<readonly string[], readonly User[]>
  readonly userRooms: Question<UserRoomsLookup, UserRooms>
  /** A page of the members, admins and owners of a room, by address. */
  readonly members: Question<MembersLookup, MemberPage>
  /** A page of the bans of a room, oldest first. */
  readonly bans: Question<BansLookup, readonly Ban[]>
}

export type MembersLookup = {
  /** A bare JID. */
  readonly room: string
  readonly affiliations: readonly ListedMember['affiliation'][]
  /** Each word occurs in the address or in a nick, in any case. */
  readonly search?: string | undefined
  /** Whether the nicks are given and searched. */
  readonly withNicks: boolean
  /** Only those behind this bare JID, of whom nothing need be known; empty for the first page. */
  readonly after: string
  readonly limit: number
}

/** A member, admin or owner of a room. */
export type ListedMember = {
  /** The bare JID. */
  readonly user: string
  readonly affiliation: 'owner' | 'admin' | 'member'
  /** In milliseconds since 1970. */
  readonly since: number
  readonly isVisitor: boolean
  readonly isInvited: boolean
  /** Empty for none. */
  readonly reservedNick: string
  /** The nicks of the person in the room now. */
  readonly nicks: readonly string[]
}

/**
 * `next`: the place from which to read on, undefined after the last member. A page of a search may have fewer members than
 * its limit, since it looks among some thousand only.
 */
export type MemberPage = { readonly members: readonly ListedMember[]; readonly next: string | undefined }

export type BansLookup = {
  /** A bare JID. */
  readonly room: string
  /** The bans behind this place only: the time of a ban, in milliseconds since 1970, and what is banned. */
  readonly after?: { readonly at: number; readonly key: string } | undefined
  readonly offset: number
  readonly limit: number
}

export type RoomUsersLookup = {
  readonly roomId: string
  readonly privilege?: Privilege | undefined
  readonly sortField: RoomUserField
  readonly descending: boolean
  readonly offset: number
  readonly limit: number
}

export type RoomUserField = 'additionDate' | 'displayName' | 'loginEmail' | 'privilege' | 'status'

export type RoomUser = User & RoomUserStatus

/** `total` counts all users that match, without `offset` and `limit`. */
export type RoomUserPage = { readonly users: readonly RoomUser[]; readonly total: number }

export type UserRoomsLookup = {
  /** The user id (`userIdOf`) of the user whose rooms are listed. */
  readonly userId: string
  /**
   * The bare JID of the caller. Of another user's rooms the caller gets public ones and own ones, except those that
   * hide their members from the caller.
   */
  readonly reader: string
  readonly status?: RoomUserStatus['status'] | undefined
  /** True: rooms that are not archived; false: archived ones. */
  readonly isActive?: boolean | undefined
  readonly hasConference?: boolean | undefined
  readonly creatorId?: string | undefined
  /** The name contains each of these words, in any case. */
  readonly name?: string | undefined
  /** Only rooms with one of these REST ids. */
  readonly ids?: readonly string[] | undefined
  /** Without the rooms that the user has left or was removed from. */
  readonly withoutFormer?: boolean | undefined
  readonly sort: UserRoomsSort
  readonly isDescending: boolean
  readonly limit: number
  readonly offset: number
  readonly users: number
  /** Reads and counts none of the users, which takes long in rooms with many bans. */
  readonly recordsOnly?: boolean
}

export type UserRoomsSort = 'creationDate' | 'id' | 'jid' | 'name' | 'topic'

/** A page of rooms with their stored records; `total` counts all rooms that match. */
export type UserRooms = { readonly rooms: readonly RoomOverview[]; readonly total: number }
