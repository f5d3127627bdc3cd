import { hasEnded, type OpenInvite, type RoomType } from './open-invite.js'
import type { Room } from '../muc/model/room.js'
import { tellOwner } from './notify-owner.js'
import { putLink, refuseMaking } from './make.js'
import { moderatedRoom } from '../rooms-api/moderated-room.js'
import { personalLink, roomTypeOf, standingLink } from './member-link.js'
import { revokeLink } from './revoke.js'
import { note } from './record-event.js'
import { UNLIMITED } from './terms.js'
import type { Turn } from './turn.js'

/**
 * The standing link of a moderator (an owner or an admin) to a room; made where there is none yet. The same person gets
 * the same link again, as long as it has not ended. To a room for calls it is the person's one personal link of that
 * kind, which leaves the room that it was bound to before: the batch looks it up by `{ openInvitesOf: owner }`. Refuses
 * an unknown room, an archived one, and everybody else.
 */
export function bind(turn: Turn, bound: { roomId: string; owner: string }): OpenInvite {
  const { roomId, owner } = bound
  const room = moderatedRoom(turn, { roomId, by: owner })
  const roomType = roomTypeOf(room)
  const personal = roomType === 'default' ? undefined : personalLink(turn, roomType)
  if (personal) return bindPersonal(turn, room, personal)
  const existing = standingLink(turn, { room, owner })
  if (existing?.roomType === roomType) {
    if (!hasEnded(existing, turn.batch.at)) return existing
    revokeLink(turn, room, { invite: existing, by: owner })
  }
  return bindNew(turn, room, { owner, roomType })
}

function bindNew(turn: Turn, room: Room, { owner, roomType }: { owner: string; roomType: RoomType }): OpenInvite {
  refuseMaking(turn, room, { owner, grants: 'member' })
  return putLink(turn, { owner, roomId: room.record.id, roomType, isStanding: true, terms: UNLIMITED })
}

/** Binds a personal link to a room of its owner, who moderates it; from then on it opens this room and no other. */
export function bindPersonal(turn: Turn, room: Room, invite: OpenInvite): OpenInvite {
  const { owner, terms } = invite
  const roomId = room.record.id
  if (invite.roomId === roomId) return invite
  refuseMaking(turn, room, { owner, grants: terms.grants })
  const now = { ...invite, roomId }
  turn.batch.change({ kind: 'open-invite', was: invite, now })
  if (invite.roomId !== '') note(turn, invite, { event: 'unbound', by: owner })
  note(turn, now, { event: 'bound', by: owner })
  tellOwner(turn, now, 'update')
  return now
}
