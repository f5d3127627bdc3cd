import type { Context } from '../muc/context.js'
import { isAtLeast } from '../muc/model/affiliation.js'
import { affiliationOf, type Room } from '../muc/model/room.js'
import { Refusal } from './refusal.js'

/**
 * The room with this REST id, for one of its moderators (an owner or an admin, by bare JID). Throws `unknown-room`
 * (also for a locked room), `closed` for an archived one, or `not-a-moderator`.
 */
export function moderatedRoom({ rooms }: Context, asked: { roomId: string; by: string }): Room {
  const { roomId, by } = asked
  const room = rooms.byId(roomId)
  if (!room || room.record.locked) throw new Refusal('unknown-room', `There is no room with the id ${roomId}.`)
  if (room.record.archived) throw new Refusal('closed', `The room ${roomId} is archived; no link can open it.`)
  if (!isAtLeast(affiliationOf(room, by), 'admin')) {
    throw new Refusal('not-a-moderator', 'Only an owner or an admin of the room may do this.')
  }
  return room
}
