import { xml } from '../../stanza/element.js'
import type { Context } from '../context.js'
import type { SessionInRoom } from '../model/last-seen.js'

/**
 * Finds out whether a client is still there, by a message of its room without content: a client that is there ignores
 * it, and for one that is gone the server sends it back (`leave`). A ping would not do: clients that do not know it
 * answer as servers do for those who are gone. A presence is dropped without a word.
 */
export function probe(
  { batch, rooms, lastSeen }: Pick<Context, 'batch' | 'rooms' | 'lastSeen'>,
  { room, session }: SessionInRoom,
): void {
  if (rooms.get(room)?.nicks.has(session)) lastSeen.markSeen(room, session, batch.at)
  batch.send(xml('message', { from: room, type: 'groupchat', id: batch.newId() }), [session])
}
