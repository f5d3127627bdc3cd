import type { Element } from '../../stanza/element.js'
import type { OccupantMessage } from '../context.js'
import { allSessions } from '../model/room.js'
import { sanitised } from './sanitise-message.js'
import { withHook } from './with-hook.js'

/**
 * Reflects a message to all occupants, its sender included (XEP-0045 §7.4), with the additions of the capabilities. Returns
 * the room's copy.
 */
export function broadcastMessage(context: OccupantMessage): Element {
  const { room, occupant, message, batch, capabilities } = context
  const reflected = sanitised(context, message, occupant)
  const said = { ...context, reflected }
  for (const capability of withHook(capabilities, 'onReflecting')) capability.onReflecting(said)
  batch.send(reflected, allSessions(room))
  for (const capability of withHook(capabilities, 'onReflected')) capability.onReflected(said)
  return reflected
}
