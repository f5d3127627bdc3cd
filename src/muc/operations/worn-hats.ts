import type { RoomContext } from '../context.js'
import type { Hat } from '../model/hat.js'
import type { Occupant } from '../model/occupant.js'
import { mapOf, type Room } from '../model/room.js'
import { withHook } from './with-hook.js'

/** The hats that an occupant wears (XEP-0317): the assigned ones, and those of the capabilities. */
export function wornHats(context: RoomContext, occupant: Occupant): readonly Hat[] {
  const worn = assignedHats(context.room, occupant)
  for (const capability of withHook(context.capabilities, 'hats')) worn.push(...capability.hats(context, occupant))
  return worn
}

function assignedHats(room: Room, occupant: Occupant): Hat[] {
  if (!room.record.config.enableHats) return []
  return (mapOf(room, 'wearer').get(occupant.user) ?? []).flatMap(uri => mapOf(room, 'hat').get(uri) ?? [])
}
