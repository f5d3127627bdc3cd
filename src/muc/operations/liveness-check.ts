import type { Context } from '../context.js'
import type { SessionInRoom } from '../model/last-seen.js'
import { occupantOf } from '../model/room.js'
import { probe } from './liveness-probe.js'
import { removeUnreachableSession } from './remove-occupant.js'

/**
 * Looks for those who are in rooms by what the store has of them, a part of them at a time. Gives that part. Who is gone
 * stays from then on, until `takeOutMissing`.
 */
export function probeOccupants(context: Context): readonly SessionInRoom[] {
  const { found, unreachable } = context
  const { occupantsAfter: occupants = [] } = found
  unreachable.startCollecting()
  for (const occupant of occupants) probe(context, occupant)
  return occupants
}

/** XEP-0045 §11.1: who was found to be gone leaves, unless they have left already: then that is all. The room is in memory. */
export function removeUnreachable(context: Context, missing: SessionInRoom): void {
  const room = context.rooms.get(missing.room)
  const occupant = room && occupantOf(room, missing.session)
  // Noted until it is on the disk that they have left: what could not be stored is tried again.
  if (occupant) removeUnreachableSession({ ...context, room }, { occupant, session: missing.session })
  else context.unreachable.delete(missing)
}
