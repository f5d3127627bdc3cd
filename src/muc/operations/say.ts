import type { Element } from '../../stanza/element.js'
import { StanzaError } from '../../stanza/error.js'
import type { OccupantMessage } from '../context.js'
import { broadcastMessage } from './broadcast-message.js'

/**
 * Sends a message to all occupants, and returns the room's copy of it (XEP-0045 §7.4). Throws `forbidden` for a visitor, who
 * has no voice.
 */
export function say(context: OccupantMessage): Element {
  if (context.occupant.role !== 'visitor') return broadcastMessage(context)
  throw new StanzaError('forbidden', 'You have no voice in this room; ask for it.')
}
