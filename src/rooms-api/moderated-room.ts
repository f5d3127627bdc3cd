import type { Context } from '../muc/context.js'
import type { Room } from '../muc/model/room.js'
import { Refusal } from './refusal.js'
import { requireModerator, roomWithUsers } from './room-users/room.js'

/**
 * The room with this REST id, for one of its moderators (an owner or an admin, by bare JID). Throws `unknown-room` as
 * `readRoom` does (also for a locked room), `closed` for an archived one, or `not-a-moderator`.
 */
export function moderatedRoom(context: Context, { roomId, by }: { roomId: string; by: string }): Room {
  const room = roomWithUsers(context, { roomId, reader: by })
  if (room.record.archived) throw new Refusal('closed', `The room ${roomId} is archived; no link can open it.`)
  requireModerator(room, by)
  return room
}
