import { xml } from '../../stanza/element.js'
import type { Context } from '../context.js'
import type { SessionInRoom } from '../model/last-seen.js'

/**
 * Probes a session with an empty message of its room: a client ignores it, and the server bounces it if the client is
 * gone (`leave.ts` handles that). An unsupported ping and a ping to a missing client have the same error, and a
 * presence never bounces.
 */
export function probe(
  { batch, rooms, lastSeen }: Pick<Context, 'batch' | 'rooms' | 'lastSeen'>,
  { room, session }: SessionInRoom,
): void {
  if (rooms.get(room)?.nicks.has(session)) lastSeen.markSeen(room, session, batch.at)
  batch.send(xml('message', { from: room, type: 'groupchat', id: batch.newId() }), [session])
}
