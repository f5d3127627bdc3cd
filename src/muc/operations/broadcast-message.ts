import type { OccupantMessage } from '../context.js'
import { allSessions } from '../model/room.js'
import { sanitised } from './sanitise-message.js'

/** Reflects a message to all occupants, its sender included (XEP-0045 §7.4), with the additions of the capabilities. */
export function broadcastMessage(context: OccupantMessage): void {
  const { room, occupant, message, batch, capabilities } = context
  const reflected = sanitised(context, message, occupant)
  for (const capability of capabilities) capability.onReflecting?.({ ...context, reflected })
  batch.send(reflected, allSessions(room))
  for (const capability of capabilities) capability.onReflected?.({ ...context, reflected })
}
