import { xml } from '../../stanza/element.js'
import { NS } from '../../stanza/namespaces.js'
import type { Capability } from '../capability.js'

/** XEP-0359: each groupchat message gets an id from the room. `sanitise-message.ts` has removed forged ids before. */
export const stanzaId: Capability = {
  features: () => [NS.stanzaId],
  onReflecting({ room, reflected, batch }) {
    reflected.append(xml('stanza-id', { xmlns: NS.stanzaId, by: room.record.jid, id: batch.newId() }))
  },
}
