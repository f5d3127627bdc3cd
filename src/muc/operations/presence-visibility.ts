import type { Occupant } from '../model/occupant.js'
import { OCCUPANT_ROLES, type Role, roleIsAtLeast } from '../model/role.js'
import { isNonAnonymous, occupantsWith, type Room } from '../model/room.js'

/** Whether an occupant of this role sees real JIDs (XEP-0045 §4.2, §7.2.4). */
export function maySeeJids(room: Room, role: Role): boolean {
  return isNonAnonymous(room) || roleIsAtLeast(role, 'moderator')
}

/** Whether the room broadcasts the presence of this role (`muc#roomconfig_presencebroadcast`, XEP-0045 §16.5.3). */
export function isBroadcast(room: Room, role: Role): boolean {
  return room.record.config.presenceBroadcast.includes(role)
}

/** The occupants whose presence the room broadcasts: in the order of entry, or role by role if a role is left out. */
export function broadcastOccupants(room: Room): Iterable<Occupant> {
  const roles = room.record.config.presenceBroadcast
  return OCCUPANT_ROLES.every(role => roles.includes(role)) ? room.occupants.values() : occupantsWith(room, roles)
}
