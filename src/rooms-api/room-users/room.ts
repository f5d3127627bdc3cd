import type { Context } from '../../muc/context.js'
import { isAtLeast } from '../../muc/model/affiliation.js'
import { affiliationOf, type Room } from '../../muc/model/room.js'
import { Refusal } from '../refusal.js'
import { type RoomUserStatus, statusOf } from '../room-user-status.js'
import { readRoom, unknownRoom } from '../rooms.js'

/** The room with this REST id, for a reader (a bare JID). Throws `unknown-room` as `readRoom`, also for a locked one. */
export function roomWithUsers(context: Context, { roomId, reader }: { roomId: string; reader: string }): Room {
  const room = readRoom(context, { room: roomId, reader })
  if (room.record.locked) throw unknownRoom(roomId)
  return room
}

/** Throws `not-a-moderator` if the person (a bare JID) is neither an owner nor an admin. */
export function requireModerator(room: Room, by: string): void {
  if (isAtLeast(affiliationOf(room, by), 'admin')) return
  throw new Refusal('not-a-moderator', 'Only a moderator of the room may do this.')
}

/** Throws `not-registered` if the reader (a bare JID) is neither a user of the room nor an admin of the service. */
export function requireRegistered(room: Room, reader: string): void {
  if (statusOf(room, reader) || room.admins.has(reader)) return
  throw new Refusal('not-registered', 'Only users of the room may see its users.')
}

/** The status of a user (a bare JID) of the room. Throws `unknown-user`. */
export function requireStatus(room: Room, user: string): RoomUserStatus {
  const status = statusOf(room, user)
  if (!status) throw new Refusal('unknown-user', `${user} is not a user of this room.`)
  return status
}

/** Throws `archived`: an archived room gets no new users. */
export function refuseArchived({ record }: Room): void {
  if (record.archived) throw new Refusal('archived', `The room ${record.id} is archived; it cannot get new users.`)
}
