import { attr, xml } from '../../stanza/element.js'
import { NS } from '../../stanza/namespaces.js'
import type { Capability } from '../capability.js'
import { allSessions, occupantOf } from '../model/room.js'

/** Our own decision, as other services have it: an admin of the service writes to a room without being in it. */
export const serviceMessage: Capability = {
  onMessage({ room, from, message, batch }) {
    const body = message.getChildText('body')
    const isAdmins = attr(message, 'type') === 'groupchat' && room.admins.has(from.bare) && !occupantOf(room, from.full)
    if (!isAdmins || body === null) return 'pass'
    const words = xml('message', { from: room.record.jid, type: 'groupchat', id: message.attrs['id'] })
    words.append(
      xml('body', {}, body),
      xml('stanza-id', { xmlns: NS.stanzaId, by: room.record.jid, id: batch.newId() }),
    )
    batch.send(words, allSessions(room))
    return 'handled'
  },
}
