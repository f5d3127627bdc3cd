import type { OpenInvite } from '../muc/open-invite.js'
import { putLink, refuseMaking } from './make.js'
import { moderatedRoom } from './moderated-room.js'
import { UNLIMITED } from './terms.js'
import type { Turn } from './turn.js'

/**
 * The standing link of a moderator (an owner or an admin) to a room; made where there is none yet. The same person gets
 * the same link again. Refuses an unknown room, an archived one, and everybody else.
 */
export function bind(turn: Turn, bound: { roomId: string; owner: string }): OpenInvite {
  const { roomId, owner } = bound
  const room = moderatedRoom(turn, { roomId, by: owner })
  const existing = turn.rooms.openInvites.of(roomId, owner)
  if (existing) return existing
  refuseMaking(turn, room, { owner, grants: 'member' })
  return putLink(turn, room, { owner, roomType: 'default', isStanding: true, terms: UNLIMITED })
}
