import type { Question } from '../muc/model/lookup.js'
import type { RoomOverview } from './room-overview.js'
import type { Privilege, RoomUserStatus } from './room-user-status.js'
import type { User } from './user.js'

/** What the REST API's rooms and users ask the store. */
export type RoomsApiQuestions = {
  /** A page of those who are invited to a room or in it. */
  readonly roomUsers: Question<RoomUsersLookup, RoomUserPage>
  /** Those of these people, by bare JID or id, whom the reader (a bare JID) may read of; the reader only if known. */
  readonly people: Question<{ readonly reader: string; readonly names: readonly string[] }, readonly User[]>
  /** Those of these people, by bare JID or id, whom the service knows. */
  readonly users: Question<readonly string[], readonly User[]>
  readonly userRooms: Question<UserRoomsLookup, UserRooms>
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

export type RoomUser = User & RoomUserStatus

/** `total` is of all who were asked for, whatever the page has. */
export type RoomUserPage = { readonly users: readonly RoomUser[]; readonly total: number }

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
  readonly status?: RoomUserStatus['status'] | undefined
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
