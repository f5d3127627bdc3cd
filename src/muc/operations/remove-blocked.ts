import type { Context } from '../context.js'
import { BLOCKED, isBlocked } from './refuse-blocked.js'
import { removeOccupant } from './remove-occupant.js'

/**
 * Removes the occupants whom the look-up `occupanciesOf` found, with all their clients, if a block list still names
 * them. Our own decision: with 307, since the service kicks them, and no room has banned them (XEP-0045 §8.2, §9.1).
 */
export function removeBlocked(context: Context): void {
  for (const { room: jid, nick } of context.found.occupanciesOf ?? []) {
    const room = context.rooms.get(jid)
    const occupant = room?.occupants.get(nick)
    if (room && occupant && isBlocked(context, occupant.user)) {
      removeOccupant({ ...context, room }, { occupant, codes: [307], reason: BLOCKED })
    }
  }
}
