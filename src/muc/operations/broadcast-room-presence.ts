import { xml } from '../../stanza/element.js'
import type { RoomContext } from '../context.js'

/**
 * Tells sessions of the room itself, by a presence from its bare JID with what the capabilities have to say (`roomMarks`).
 * A newcomer gets it before everything else, so that nothing comes between the presences, the history and the subject
 * (XEP-0045 §7.1); all get it again when something of it has changed.
 */
export function sendRoomPresence(context: RoomContext, sessions: readonly string[]): void {
  const { batch, room, capabilities } = context
  const marks = capabilities.flatMap(capability => capability.roomExtensions?.(context) ?? [])
  if (marks.length > 0) batch.send(xml('presence', { from: room.record.jid }, ...marks), sessions)
}
