import { xml } from '../../stanza/element.js'
import type { RoomContext } from '../context.js'
import { withHook } from './with-hook.js'

/**
 * Sends sessions (full JIDs) the room's own presence, from its bare JID, with the `roomExtensions` of the capabilities.
 * All occupants get it again after a change.
 */
export function sendRoomPresence(context: RoomContext, sessions: readonly string[]): void {
  const { batch, room, capabilities } = context
  const extensions = withHook(capabilities, 'roomExtensions').flatMap(it => it.roomExtensions(context))
  if (extensions.length > 0) batch.send(xml('presence', { from: room.record.jid }, ...extensions), sessions)
}
