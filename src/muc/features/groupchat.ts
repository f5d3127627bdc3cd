import { StanzaError } from '../../stanza/error.js'
import { NS } from '../../stanza/namespaces.js'
import type { Capability } from '../capability.js'
import { broadcastMessage } from '../operations/broadcast-message.js'

/** XEP-0045 §7.4: a message to all occupants, including its sender. */
export const groupchat: Capability = {
  serviceFeatures: [NS.stableId],
  features: () => [NS.stableId],

  onGroupchat(context) {
    if (context.occupant.role === 'visitor')
      throw new StanzaError('forbidden', 'You have no voice in this room; ask for it.')
    broadcastMessage(context)
    return 'handled'
  },
}
