import { isAtLeast } from '../muc/model/affiliation.js'
import { affiliationOf } from '../muc/model/room.js'
import { Refusal } from '../rooms-api/refusal.js'
import type { ActOnLink } from './link-hooks.js'

/**
 * Puts the guests of a link out of the room and ends them. Returns their number. Throws `not-a-moderator` if `by` is
 * neither an admin nor an owner.
 */
export function putOutGuests(act: ActOnLink): number {
  if (!isAtLeast(affiliationOf(act.room, act.by), 'admin')) {
    throw new Refusal('not-a-moderator', 'Only an owner or an admin of the room can put the guests of a link out.')
  }
  return act.capabilities.reduce((sum, capability) => sum + (capability.putOutGuests?.(act) ?? 0), 0)
}
