import { attr } from '../../stanza/element.js'
import type { Capability } from '../capability.js'
import { occupantOf } from '../model/room.js'
import { sendOccupant } from '../operations/send-occupant-list.js'

/** XEP-0045 §17.3: an occupant asks for the presence of an occupant. Nobody else gets an answer. */
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
