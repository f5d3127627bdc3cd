import { attr, childElements, type Element, parseElement, xml } from '../../stanza/element.js'
import { NS } from '../../stanza/namespaces.js'
import { isoTime } from '../../stanza/time.js'
import type { RoomContext } from '../context.js'
import type { HistoryMessage } from '../model/room.js'

/** A retraction that has taken place: its id, and what the room says about it (XEP-0425: by whom, why). */
export type Retracted = { readonly id: string; readonly extensions?: readonly Element[] }

/**
 * Puts a tombstone in the place of what a kept message said (XEP-0424 §"Tombstones"): of the message only its addresses
 * and the room's own marks are left. A retraction itself, and a tombstone, stay as they are.
 */
export function replaceWithTombstone(
  { batch, room }: RoomContext,
  was: HistoryMessage,
  { id, extensions = [] }: Retracted,
): void {
  const { jid } = room.record
  const message = parseElement(was.stanza)
  if (message.getChild('retracted', NS.retract) || message.getChild('retract', NS.retract)) return
  const marks = childElements(message).filter(child => isRoomsMark(child, jid))
  const retracted = xml('retracted', { xmlns: NS.retract, id, stamp: isoTime(batch.at) }, ...extensions)
  const stanza = xml('message', message.attrs, ...marks, retracted).toString()
  batch.change({ kind: 'history', room: jid, was, now: { ...was, stanza } })
}

function isRoomsMark(child: Element, room: string): boolean {
  if (child.getName() === 'stanza-id') return child.getNS() === NS.stanzaId && attr(child, 'by') === room
  return child.getNS() === NS.occupantId
}
