import { type Element, xml } from '../../stanza/element.js'
import type { RoomContext } from '../context.js'
import type { Room } from '../model/room.js'
import { displayName } from './describe-room.js'

/** A message from the room to a person (a bare JID), with a text. */
export function textMessage(
  { room, batch }: Pick<RoomContext, 'room' | 'batch'>,
  note: { user: string; text: string },
): Element {
  return xml('message', { from: room.record.jid, to: note.user, id: batch.newId() }, xml('body', {}, note.text))
}

/**
 * A text from the room to some of its occupants. COMPAT: it is of the type groupchat, since clients show no other text
 * of a room among its messages. `sessions` are full JIDs.
 */
export function sendToOccupants(
  { room, batch }: Pick<RoomContext, 'room' | 'batch'>,
  { text, sessions }: { text: string; sessions: readonly string[] },
): void {
  const attributes = { from: room.record.jid, type: 'groupchat', id: batch.newId() }
  batch.send(xml('message', attributes, xml('body', {}, text)), sessions)
}

/** The name and the address of a room, for a text to a person who may not know the room: `Verona (verona@rooms...)`. */
export function roomTitle({ record }: Pick<Room, 'record'>): string {
  return `${displayName({ name: record.config.name, jid: record.jid })} (${record.jid})`
}
