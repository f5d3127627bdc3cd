import type { Context } from '../muc/context.js'
import { occupantsOf } from '../muc/model/room.js'
import { removeOccupant } from '../muc/operations/remove-occupant.js'
import { endGuest } from './end.js'

/**
 * A guest (a bare JID) leaves the room (a bare JID) for good: all clients leave as if each had sent it (XEP-0045 §7.14),
 * and the secret opens nothing any more.
 */
export function leaveForGood(context: Context, { jid, room: roomJid }: { jid: string; room: string }): void {
  const room = context.rooms.get(roomJid)
  if (!room) return
  endGuest({ ...context, room }, jid)
  for (const occupant of occupantsOf(room, jid)) removeOccupant({ ...context, room }, { occupant })
}
