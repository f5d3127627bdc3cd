import type { Context } from '../../muc/context.js'
import { isAtLeast } from '../../muc/model/affiliation.js'
import { affiliationOf, type Room } from '../../muc/model/room.js'
import { Refusal } from '../refusal.js'
import { type RoomUserStatus, statusOf } from '../room-user-status.js'

/** The room with this REST id. Refuses, by `unknown-room`, what does not exist or was never configured. */
export function roomWithUsers({ rooms }: Pick<Context, 'rooms'>, roomId: string): Room {
  const room = rooms.byId(roomId)
  if (!room || room.record.locked) throw new Refusal('unknown-room', `There is no room with the id ${roomId}.`)
  return room
}

/** Refuses who is no owner or admin; by their bare JID. */
export function requireModerator(room: Room, by: string): void {
  if (isAtLeast(affiliationOf(room, by), 'admin')) return
  throw new Refusal('not-a-moderator', 'Only a moderator of the room may do this.')
}

/** Refuses who has nothing to do with the room, and is no admin of the service; by their bare JID. */
export function requireRegistered(room: Room, reader: string): void {
  if (statusOf(room, reader) || room.admins.has(reader)) return
  throw new Refusal('not-registered', 'Only users of the room may see who they are.')
}

/** How a user of the room stands to it. Refuses, by `unknown-user`, who is none; by their bare JID. */
export function requireStatus(room: Room, user: string): RoomUserStatus {
  const status = statusOf(room, user)
  if (!status) throw new Refusal('unknown-user', `${user} is no user of this room.`)
  return status
}

/** An archived room gets nobody new. */
export function refuseArchived({ record }: Room): void {
  if (record.archived) throw new Refusal('archived', `The room ${record.id} is archived; nobody can come into it.`)
}
