import { attr, xml } from '../../stanza/element.js'
import { NS } from '../../stanza/namespaces.js'
import type { Capability } from '../capability.js'
import { allSessions, occupantOf } from '../model/room.js'
import { sendToOccupants } from '../operations/text-message.js'

/** Our own decision, as in other services: an admin of the service may send a message to a room from outside. */
export const serviceMessage: Capability = {
  onMessage({ room, from, message, batch }) {
    const body = message.getChildText('body')
    const isFromAdmin =
      attr(message, 'type') === 'groupchat' && room.admins.has(from.bare) && !occupantOf(room, from.full)
    if (!isFromAdmin || body === null) return 'pass'
    const stanzaId = xml('stanza-id', { xmlns: NS.stanzaId, by: room.record.jid, id: batch.newId() })
    const id = attr(message, 'id') ?? batch.newId()
    sendToOccupants({ room, batch }, { text: body, sessions: allSessions(room), id, more: [stanzaId] })
    return 'handled'
  },
}
