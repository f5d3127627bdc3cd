import type { OccupantMessage } from '../capability.js'
import { allSessions } from '../model/room.js'
import { relayed } from './sanitise-message.js'

/** Passes an occupant's message on to all, its sender among them (XEP-0045 §7.4), with what capabilities add to it. */
export function reflect(context: OccupantMessage): void {
  const { room, occupant, message, batch, capabilities } = context
  const reflected = relayed(context, message, occupant)
  for (const capability of capabilities) capability.onReflecting?.({ ...context, reflected })
  batch.send(reflected, allSessions(room))
  for (const capability of capabilities) capability.onReflected?.({ ...context, reflected })
}
