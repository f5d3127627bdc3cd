import { attr, childElements, copyOf, type Element, xml } from '../../stanza/element.js'
import { parseJid } from '../../stanza/jid.js'
import { NS } from '../../stanza/namespaces.js'
import type { RoomContext } from '../context.js'
import type { Occupant } from '../model/occupant.js'
import { withHook } from './with-hook.js'

/**
 * The room's copy of an occupant's message: with its type, id, language and payloads, without the payloads that only
 * the room may add, and with the `messageExtensions` of the capabilities.
 */
export function sanitised(context: RoomContext, message: Element, occupant: Occupant): Element {
  const { jid } = context.room.record
  const { type, id, 'xml:lang': lang } = message.attrs
  const copy = xml('message', { from: `${jid}/${occupant.nick}`, type, id, 'xml:lang': lang })
  const payloads = childElements(message).filter(child => !isReservedForRoom(child, jid))
  copy.append(...payloads.map(copyOf).flatMap(withoutOrigin))
  copy.append(...messageExtensions(context, occupant))
  return copy
}

/** The extensions that the capabilities add to every message of an occupant. */
export function messageExtensions(context: RoomContext, occupant: Occupant): Element[] {
  return withHook(context.capabilities, 'messageExtensions').flatMap(it => it.messageExtensions(context, occupant))
}

/** Removes forged addresses of the original sender (XEP-0033 §4.1.3): the room names the author in its history. */
function withoutOrigin(payload: Element): Element[] {
  if (!payload.is('addresses', NS.addresses)) return [payload]
  for (const address of payload.getChildren('address')) if (attr(address, 'type') === 'ofrom') payload.remove(address)
  return payload.getChildElements().length > 0 ? [payload] : []
}

/**
 * Whether only the room may add this payload: muc#user (XEP-0045 §17.3), an occupant id (XEP-0421 §3.1), a stanza id by
 * the room (XEP-0359 §5), and by our own decision the delay that marks the room's history (§7.2.13).
 */
function isReservedForRoom(child: Element, room: string): boolean {
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
