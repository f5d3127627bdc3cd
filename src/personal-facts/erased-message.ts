import type { HistoryMessage } from '../muc/model/room.js'
import { attr, childElements, type Element, parseElement, xml } from '../stanza/element.js'
import { NS } from '../stanza/namespaces.js'
import { retractedId } from '../stanza/retraction.js'
import { isoTime } from '../stanza/time.js'

/**
 * What the archive keeps of a message of a person who is erased: a tombstone (XEP-0424 §"Tombstones") that comes from the room
 * itself, without nick and occupant id. A retraction keeps the id of the message that it retracts. `id` is that of the
 * retraction, which is sent to nobody; `at` is now, in milliseconds since 1970.
 */
export function erasedMessage(
  was: HistoryMessage,
  { room, id, at }: { room: string; id: string; at: number },
): HistoryMessage {
  const message = parseElement(was.stanza)
  const kept = childElements(message).filter(child => isKept(child, room))
  const isTold = retractedId(message) !== undefined || message.getChild('retracted', NS.retract) !== undefined
  const retracted = isTold ? [] : [xml('retracted', { xmlns: NS.retract, id, stamp: isoTime(at) })]
  const attributes = { from: room, id: attr(message, 'id'), type: 'groupchat' }
  const stanza = xml('message', attributes, ...kept, ...retracted).toString()
  return { ...was, stanza, sender: '', nick: '' }
}

function isKept(child: Element, room: string): boolean {
  if (child.is('stanza-id', NS.stanzaId)) return attr(child, 'by') === room
  return child.is('retracted', NS.retract) || child.is('retract', NS.retract) || child.is('apply-to', NS.fasten)
}
