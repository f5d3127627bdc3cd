import { attr, childElements, copyOf, type Element, xml } from '../../stanza/element.js'
import { parseJid } from '../../stanza/jid.js'
import { NS } from '../../stanza/namespaces.js'
import type { RoomContext } from '../context.js'
import type { Occupant } from '../model/occupant.js'

/**
 * A client's message as the room passes it on from the occupant who wrote it: with its type, id, language and all that
 * it says, but for what only the room itself may say; and with what the room adds of the occupant.
 */
export function sanitised(context: RoomContext, message: Element, occupant: Occupant): Element {
  const { jid } = context.room.record
  const { type, id, 'xml:lang': lang } = message.attrs
  const passed = xml('message', { from: `${jid}/${occupant.nick}`, type, id, 'xml:lang': lang })
  const said = childElements(message).filter(child => !speaksAsRoom(child, jid))
  passed.append(...said.map(copyOf))
  for (const capability of context.capabilities)
    passed.append(...(capability.messageExtensions?.({ ...context, occupant }) ?? []))
  return passed
}

/**
 * XEP-0045 §17.3: muc#user; XEP-0421 §3.1: occupant ids; XEP-0359 §5: a stanza id by the room; and, our own decision, the delay that would make a
 * message part of the history (§7.2.13).
 */
function speaksAsRoom(child: Element, room: string): boolean {
  switch (child.getNS()) {
    case NS.mucUser:
    case NS.occupantId:
      return true
    case NS.delay:
      return parseJid(attr(child, 'from') ?? '')?.bare === room
    case NS.stanzaId:
      return child.getName() === 'stanza-id' && parseJid(attr(child, 'by') ?? '')?.bare === room
    default:
      return false
  }
}
