import { affiliationOf, mapOf, type Room, type RoomRecord } from '../muc/model/room.js'
import { type RoomUserStatus, showsMembers, statusOf } from './room-user-status.js'

export const MOST_USERS_SHOWN = 100

export type RoomUser = RoomUserStatus & { readonly user: string }

export type RoomOverview = {
  readonly record: RoomRecord
  /** The reader, if a user of the room, then the others in the order of their addition. */
  readonly users: readonly RoomUser[]
  /** The number of members, including invited ones. */
  readonly activeUsers: number
}

/** The overview of a room for a reader (a bare JID), who must be allowed to read the room. */
export function overviewOf(room: Room, reader: string): RoomOverview {
  const isModerator = ['admin', 'owner'].includes(affiliationOf(room, reader))
  const overview = { record: room.record, users: firstUsers(room, reader), activeUsers: room.members }
  return isModerator ? overview : viewForMember(overview, reader)
}

/**
 * Hides the other users and the creator from a reader who is not a moderator, if the room hides its members. The
 * address of the room replaces that of the creator.
 */
export function viewForMember(overview: RoomOverview, reader: string): RoomOverview {
  const { users } = overview
  const isModerator = users.some(({ user, privilege }) => user === reader && privilege === 'moderator')
  if (isModerator || showsMembers(overview)) return overview
  const { record } = overview
  const shown = record.creator === reader ? record : { ...record, creator: record.jid }
  return { ...overview, record: shown, users: users.filter(({ user }) => user === reader) }
}

function firstUsers(room: Room, reader: string): RoomUser[] {
  const users = new Map<string, RoomUser>()
  for (const names of [[reader], room.affiliations.keys(), mapOf(room, 'user-status').keys()]) {
    for (const user of names) {
      if (users.size === MOST_USERS_SHOWN) return [...users.values()]
      const status = statusOf(room, user)
      if (status && !users.has(user)) users.set(user, { user, ...status })
    }
  }
  return [...users.values()]
}
