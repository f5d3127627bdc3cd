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

/** The name and the address of a room, for a text to a person who may not know the room: `Verona (verona@rooms...)`. */
export function roomTitle({ record }: Pick<Room, 'record'>): string {
  return `${displayName({ name: record.config.name, jid: record.jid })} (${record.jid})`
}
