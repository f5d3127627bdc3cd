import { StanzaError } from '../../stanza/error.js'
import { isAtLeast } from './set-affiliation.js'
import type { Context, RoomContext } from '../capability.js'
import type { Asked } from '../command.js'
import { affiliationOf, type Room } from '../model/room.js'

/** Whether an admin of the service asks: they may have it do what its commands do. */
export function isServiceAdmin({ rooms, from }: Asked<Context>): boolean {
  return rooms.settings.admins.has(from.bare)
}

/** Whether an admin or owner of the room asks. */
export function isRoomAdmin({ room, from }: Asked<RoomContext>): boolean {
  return isAtLeast(affiliationOf(room, from.bare), 'admin')
}

/** A room that a command of the service names, and has looked up. Throws `item-not-found` where it is not there. */
export function namedRoom({ rooms }: Context, jid: string): Room {
  const room = rooms.get(jid)
  if (!room) throw new StanzaError('item-not-found', `There is no room ${jid}.`)
  return room
}
