import { attr, childElements, copyOf, type Element, xml } from '../stanza/element.js'
import { bareOf, parseJid } from '../stanza/jid.js'
import { NS } from '../stanza/namespaces.js'

/**
 * A client's message as the room passes it on from `from`, the occupant JID of who wrote it: with its type, id, language
 * and all that it says, but for what only the room itself may say.
 */
export function relayed(message: Element, from: string): Element {
  const { type, id, 'xml:lang': lang } = message.attrs
  const passed = xml('message', { from, type, id, 'xml:lang': lang })
  passed.append(
    ...childElements(message)
      .filter(child => !speaksAsRoom(child, bareOf(from)))
      .map(copyOf),
  )
  return passed
}

/**
 * XEP-0045 §17.3: muc#user; XEP-0359 §5: a stanza id by the room; and, our own decision, the delay that would make a
 * message part of the history (§7.2.13).
 */
function speaksAsRoom(child: Element, room: string): boolean {
  switch (child.getNS()) {
    case NS.mucUser:
      return true
    case NS.delay:
      return parseJid(attr(child, 'from') ?? '')?.bare === room
    case NS.stanzaId:
      return child.getName() === 'stanza-id' && parseJid(attr(child, 'by') ?? '')?.bare === room
    default:
      return false
  }
}
