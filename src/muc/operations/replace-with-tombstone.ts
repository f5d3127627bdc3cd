import { attr, childElements, type Element, parseElement, xml } from '../../stanza/element.js'
import { NS } from '../../stanza/namespaces.js'
import { isModerated, retractedId } from '../../stanza/retraction.js'
import { isoTime } from '../../stanza/time.js'
import type { RoomContext } from '../context.js'
import type { HistoryMessage } from '../model/room.js'

/** A retraction: its id, and the room's elements about it (XEP-0425: moderator and reason). */
export type Retracted = { readonly id: string; readonly extensions?: readonly Element[] }

/**
 * Replaces a stored message with a tombstone (XEP-0424 §"Tombstones"), which keeps only its attributes, stanza id and
 * occupant id. A retraction and a tombstone are not replaced.
 */
export function replaceWithTombstone(
  { batch, room }: RoomContext,
  was: HistoryMessage,
  { id, extensions = [] }: Retracted,
): void {
  const { jid } = room.record
  const message = parseElement(was.stanza)
  if (message.getChild('retracted', NS.retract) || retractedId(message) !== undefined || isModerated(message)) return
  const ids = childElements(message).filter(child => isRoomsId(child, jid))
  const retracted = xml('retracted', { xmlns: NS.retract, id, stamp: isoTime(batch.at) }, ...extensions)
  const stanza = xml('message', message.attrs, ...ids, retracted).toString()
  batch.change({ kind: 'history', room: jid, was, now: { ...was, stanza } })
}

function isRoomsId(child: Element, room: string): boolean {
  if (child.getName() === 'stanza-id') return child.getNS() === NS.stanzaId && attr(child, 'by') === room
  return child.getNS() === NS.occupantId
}
