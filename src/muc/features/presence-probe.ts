import { attr } from '../../stanza/element.js'
import type { Capability } from '../capability.js'
import { occupantOf } from '../model/room.js'
import { sendOccupant } from '../operations/send-occupant-list.js'

/**
 * XEP-0045 §17.3: an occupant probes the presence of another occupant. A probe from outside the room gets no answer.
 */
export const presenceProbe: Capability = {
  onPresence(context) {
    const { room, from, nick, presence } = context
    if (!room || attr(presence, 'type') !== 'probe') return 'pass'
    const viewer = occupantOf(room, from.full)
    const occupant = room.occupants.get(nick)
    if (viewer && occupant) sendOccupant({ ...context, room }, { occupant, viewer, session: from.full })
    return 'handled'
  },
}
