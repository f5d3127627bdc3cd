import { affiliationOf, mapOf, type Room, type RoomRecord } from '../muc/model/room.js'
import { type RoomUserStatus, showsMembers, statusOf } from './room-user-status.js'

/** How many of a room's users are shown with it. */
export const MOST_USERS_SHOWN = 100

/** Somebody who has to do with a room, by bare JID. */
export type RoomUser = RoomUserStatus & { readonly user: string }

/** What clients of the REST API see of a room. */
export type RoomOverview = {
  readonly record: RoomRecord
  /** The reader, if they are one of them, then those who were added first. */
  readonly users: readonly RoomUser[]
  /** How many are in it or invited. */
  readonly activeUsers: number
}

/** A room as somebody (a bare JID) sees it who may see it at all. */
export function overviewOf(room: Room, reader: string): RoomOverview {
  const isModerator = ['admin', 'owner'].includes(affiliationOf(room, reader))
  const overview = { record: room.record, users: firstUsers(room, reader), activeUsers: room.members }
  return isModerator ? overview : viewForMember(overview, reader)
}

/**
 * Where a room hides who is in it, somebody who is no moderator sees themselves alone; nor do they learn who made it: the
 * room stands for them.
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
  const users: RoomUser[] = []
  const names = new Set([reader, ...room.affiliations.keys(), ...mapOf(room, 'user-status').keys()])
  for (const user of names) {
    if (users.length === MOST_USERS_SHOWN) break
    const status = statusOf(room, user)
    if (status) users.push({ user, ...status })
  }
  return users
}
