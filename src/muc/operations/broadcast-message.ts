import type { OccupantMessage } from '../context.js'
import { allSessions } from '../model/room.js'
import { sanitised } from './sanitise-message.js'

/** Passes an occupant's message on to all, its sender among them (XEP-0045 §7.4), with what capabilities add to it. */
export function broadcastMessage(context: OccupantMessage): void {
  const { room, occupant, message, batch, capabilities } = context
  const reflected = sanitised(context, message, occupant)
  for (const capability of capabilities) capability.onReflecting?.({ ...context, reflected })
  batch.send(reflected, allSessions(room))
  for (const capability of capabilities) capability.onReflected?.({ ...context, reflected })
}
