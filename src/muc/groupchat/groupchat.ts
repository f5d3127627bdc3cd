import { childElements, copyOf, type Element, xml } from '../../stanza/element.js'
import { StanzaError } from '../../stanza/error.js'
import { NS } from '../../stanza/namespaces.js'
import type { Capability, OccupantMessage } from '../capability.js'
import { allSessions } from '../room.js'

/** XEP-0045 §7.4: a message to all occupants, its sender among them. */
export const groupchat: Capability = {
  onGroupchat(context) {
    const { room, occupant, batch, capabilities } = context
    if (occupant.role === 'visitor') throw new StanzaError('forbidden', 'You have no voice in this room; ask for it.')
    const reflected = reflection(context)
    batch.send(reflected, allSessions(room))
    for (const capability of capabilities) capability.onReflected?.({ ...context, reflected })
    return 'handled'
  },
}

/** The message as it was, with the occupant as its sender; only the room itself speaks in muc#user (§17.3). */
function reflection({ room, occupant, message }: OccupantMessage): Element {
  const from = `${room.record.jid}/${occupant.nick}`
  const { id, 'xml:lang': lang } = message.attrs
  const reflected = xml('message', { from, type: 'groupchat', id, 'xml:lang': lang })
  const spoken = childElements(message).filter(child => child.getNS() !== NS.mucUser)
  reflected.append(...spoken.map(copyOf))
  return reflected
}
