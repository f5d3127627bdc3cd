import type { Capability } from '../capability.js'
import { sendRoomPresence } from '../operations/broadcast-room-presence.js'

/**
 * The room's own presence, with its entity capabilities (XEP-0115) and the hash of its avatar (XEP-0153). A newcomer gets
 * it after the subject, which ends the entry (XEP-0045 §7.1): clients take a presence before that for an occupant.
 */
export const roomPresence: Capability = {
  onEntered: entered => sendRoomPresence(entered, [entered.session]),
}
