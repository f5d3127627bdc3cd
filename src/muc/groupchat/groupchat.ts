import { StanzaError } from '../../stanza/error.js'
import { NS } from '../../stanza/namespaces.js'
import type { Capability } from '../capability.js'
import { relayed } from '../relayed.js'
import { allSessions } from '../room.js'

/** XEP-0045 §7.4: a message to all occupants, its sender among them. */
export const groupchat: Capability = {
  serviceFeatures: [NS.stableId],
  features: () => [NS.stableId],

  onGroupchat(context) {
    const { room, occupant, message, batch, capabilities } = context
    if (occupant.role === 'visitor') throw new StanzaError('forbidden', 'You have no voice in this room; ask for it.')
    const reflected = relayed(context, message, occupant)
    for (const capability of capabilities) capability.onReflecting?.({ ...context, reflected })
    batch.send(reflected, allSessions(room))
    for (const capability of capabilities) capability.onReflected?.({ ...context, reflected })
    return 'handled'
  },
}
