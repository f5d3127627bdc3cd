import { xml } from '../../stanza/element.js'
import { NS } from '../../stanza/namespaces.js'
import type { Capability } from '../capability.js'

/** XEP-0359: each message to all gets an id from the room. One that a client forged is gone by then (`sanitise-message.ts`). */
export const stanzaId: Capability = {
  features: () => [NS.stanzaId],
  onReflecting({ room, reflected, batch }) {
    reflected.append(xml('stanza-id', { xmlns: NS.stanzaId, by: room.record.jid, id: batch.newId() }))
  },
}
