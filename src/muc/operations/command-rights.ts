import { StanzaError } from '../../stanza/error.js'
import type { Asked } from '../command.js'
import type { Context, Readable, RoomContext } from '../context.js'
import { isAtLeast } from '../model/affiliation.js'
import { affiliationOf, type Room } from '../model/room.js'

/** Whether the sender is an admin of the service. */
export function isServiceAdmin({ settings, from }: Asked<Readable<Context>>): boolean {
  return settings.admins.has(from.bare)
}

/** Whether the sender is an admin or owner of the room. */
export function isRoomAdmin({ room, from }: Asked<Readable<RoomContext>>): boolean {
  return isAtLeast(affiliationOf(room, from.bare), 'admin')
}

/** The room with this bare JID, which the command has looked up. Throws `item-not-found` if it does not exist. */
export function namedRoom({ rooms }: Context, jid: string): Room {
  const room = rooms.get(jid)
  if (!room) throw new StanzaError('item-not-found', `There is no room ${jid}.`)
  return room
}
