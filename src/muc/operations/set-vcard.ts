import type { RoomContext } from '../context.js'
import { allSessions, type Vcard } from '../model/room.js'
import { sendRoomPresence } from './broadcast-room-presence.js'
import { sendConfigStatus } from './configure-room.js'

/**
 * Replaces the vCard of a room, and with it the avatar (XEP-0486 §3.2); undefined removes it. The occupants get a status
 * code and the new hash. Needs the look-up `vcard`; does nothing if the vCard is the same.
 */
export function setVcard(context: RoomContext, now: Vcard | undefined): void {
  const { room, batch, capabilities, found } = context
  if (now?.text === found.vcard) return
  const was = { photoHashes: room.photoHashes }
  batch.change({ kind: 'vcard', room: room.record.jid, was, now })
  sendConfigStatus(context)
  sendRoomPresence(context, allSessions(room))
  for (const capability of capabilities) capability.onAvatarChanged?.(context)
}
