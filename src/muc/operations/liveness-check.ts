import type { Context } from '../context.js'
import type { SessionInRoom } from '../model/last-seen.js'
import { occupantOf } from '../model/room.js'
import { probe } from './liveness-probe.js'
import { removeUnreachableSession } from './remove-occupant.js'

/**
 * Probes the sessions of one page of the occupant check (`occupantsAfter`), and returns them. From then on, unreachable
 * sessions stay in their rooms until `removeUnreachable`.
 */
export function probeOccupants(context: Context): readonly SessionInRoom[] {
  const { found, unreachable } = context
  const { occupantsAfter: occupants = [] } = found
  unreachable.startCollecting()
  for (const occupant of occupants) probe(context, occupant)
  return occupants
}

/**
 * Removes an unreachable session from its room (XEP-0045 §11.1), unless it has left or entered again since it was read
 * from the notes. The room must be in memory.
 */
export function removeUnreachable(context: Context, gone: SessionInRoom): void {
  if (!context.unreachable.inRoom(gone.room)?.has(gone.session)) return
  const room = context.rooms.get(gone.room)
  const occupant = room && occupantOf(room, gone.session)
  // The note stays until the removal is committed, so that a failed commit is retried.
  if (occupant) removeUnreachableSession({ ...context, room }, { occupant, session: gone.session })
  else context.unreachable.delete(gone)
}
