import { StanzaError } from '../../stanza/error.js'
import type { Asked } from '../command.js'
import type { Context, Readable, RoomContext } from '../context.js'
import { isAtLeast } from '../model/affiliation.js'
import { affiliationOf, type Room } from '../model/room.js'

/** Whether an admin of the service asks: they may have it do what its commands do. */
export function isServiceAdmin({ settings, from }: Asked<Readable<Context>>): boolean {
  return settings.admins.has(from.bare)
}

/** Whether an admin or owner of the room asks. */
export function isRoomAdmin({ room, from }: Asked<Readable<RoomContext>>): boolean {
  return isAtLeast(affiliationOf(room, from.bare), 'admin')
}

/** A room that a command of the service names, and has looked up. Throws `item-not-found` where it is not there. */
export function namedRoom({ rooms }: Context, jid: string): Room {
  const room = rooms.get(jid)
  if (!room) throw new StanzaError('item-not-found', `There is no room ${jid}.`)
  return room
}
