import { type Element, xml } from '../../stanza/element.js'
import type { RoomContext } from '../context.js'
import type { Room } from '../model/room.js'
import { displayName, nickOfRoom } from './describe-room.js'

/**
 * A message of the service to a person (a bare JID), with a text.
 *
 * COMPAT: not of the room. Clients outside a room take a text of its address for a chat with a person. Then Gajim fails at
 * an invitation to the room, and Converse.js cannot enter it.
 */
export function textMessage(
  { settings, batch }: Pick<RoomContext, 'settings' | 'batch'>,
  note: { user: string; text: string },
): Element {
  const attributes = { from: settings.domain, to: note.user, type: 'chat', id: batch.newId() }
  return xml('message', attributes, xml('body', {}, note.text))
}

/**
 * A text from the room to some of its occupants. `sessions` are full JIDs; `id` is that of the message, and `more` its
 * further elements.
 *
 * COMPAT: a message of the type groupchat with a nick of its own (`nickOfRoom`). Clients show no text of another type among the messages of a room. Without a nick, Converse.js shows
 * none at all, and Gajim fails at it while the room is open.
 */
export function sendToOccupants(
  { room, batch }: Pick<RoomContext, 'room' | 'batch'>,
  said: { text: string; sessions: readonly string[]; id?: string; more?: readonly Element[] },
): void {
  const { text, sessions, id = batch.newId(), more = [] } = said
  const attributes = { from: `${room.record.jid}/${nickOfRoom(room)}`, type: 'groupchat', id }
  batch.send(xml('message', attributes, xml('body', {}, text), ...more), sessions)
}

/** The name and the address of a room, for a text to a person who may not know the room: `Verona (verona@rooms...)`. */
export function roomTitle({ record }: Pick<Room, 'record'>): string {
  return `${displayName({ name: record.config.name, jid: record.jid })} (${record.jid})`
}
