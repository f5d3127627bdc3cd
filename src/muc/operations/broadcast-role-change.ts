import type { RoomContext } from '../context.js'
import { absentMembers } from '../model/absent-members.js'
import { type Occupant, sessionsOf } from '../model/occupant.js'
import type { Role } from '../model/role.js'
import { broadcastToOthers, sendSelfPresence, sendToOthers } from './broadcast-presence.js'
import { type Announcement, currentState } from './occupant-presence.js'
import { isBroadcast, maySeeJids } from './presence-visibility.js'
import { sendOccupantList } from './send-occupant-list.js'

/** In stanzas. Our own decision: a choice in a form must not fill memory and the link. */
const MAX_STANZAS = 250_000

/**
 * Sends the presences of a new role. If the room broadcasts only one of the two roles, the others see the occupant
 * come or go. A new moderator of a semi-anonymous room gets the real JIDs of all occupants (XEP-0045 §7.2.4).
 */
export function broadcastRoleChange(
  context: RoomContext,
  change: Omit<Announcement, 'occupant'> & { was: Occupant; now: Occupant },
): void {
  const { room } = context
  const { was, now, ...why } = change
  sendSelfPresence(context, { ...why, occupant: now })
  const disappears = isBroadcast(room, was.role) && !isBroadcast(room, now.role)
  broadcastToOthers(context, disappears ? { occupant: was, leaves: {} } : { ...why, occupant: now })
  if (!maySeeJids(room, was.role) && maySeeJids(room, now.role)) {
    for (const session of sessionsOf(now)) sendOccupantList(context, now, session)
  }
}

/**
 * Sends the presences of a changed `presenceBroadcast`; `was` has the roles before. The others see occupants come or
 * go. A change of more than 250,000 stanzas sends none: the clients see it when they enter again.
 */
export function broadcastRoles(context: RoomContext, was: readonly Role[]): void {
  const { room } = context
  const isChanged = ({ role }: Occupant) => isBroadcast(room, role) !== was.includes(role)
  const changed = [...room.occupants.values()].filter(isChanged)
  if (changed.length * room.nicks.size > MAX_STANZAS) return
  for (const occupant of changed) {
    sendToOthers(context, isBroadcast(room, occupant.role) ? { occupant } : { occupant, leaves: {} })
  }
  if (was.includes('none')) return
  for (const member of absentMembers(room)) sendToOthers(context, currentState(member))
}
