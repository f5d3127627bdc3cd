import type { Context } from '../muc/context.js'
import type { Room } from '../muc/model/room.js'
import { moderatedRoom } from '../rooms-api/moderated-room.js'
import { putLink, refuseMaking } from './make.js'
import { findMemberLink, personalLink, roomTypeOf } from './member-link.js'
import { notifyOwner } from './notify-owner.js'
import { hasEnded, type OpenInvite, type RoomType } from './open-invite.js'
import { recordEvent } from './record-event.js'
import { revokeLink } from './revoke.js'
import { UNLIMITED } from './terms.js'

/**
 * The standing link of a moderator (an owner or an admin) to a room; made where there is none yet. The same person gets
 * the same link again, as long as it has not ended. To a room for calls it is the person's one personal link of that
 * kind, which leaves the room that it was bound to before: the batch looks it up by `{ openInvitesOf: owner }`. Refuses
 * an unknown room, an archived one, and everybody else.
 */
export function bind(context: Context, bound: { roomId: string; owner: string }): OpenInvite {
  const { roomId, owner } = bound
  const room = moderatedRoom(context, { roomId, by: owner })
  const roomType = roomTypeOf(room)
  const personal = roomType === 'default' ? undefined : personalLink(context, roomType)
  if (personal) return bindPersonal(context, room, personal)
  const existing = findMemberLink(context, { room, owner })
  if (existing?.roomType === roomType) {
    if (!hasEnded(existing, context.batch.at)) return existing
    revokeLink(context, room, { invite: existing, by: owner })
  }
  return bindNew(context, room, { owner, roomType })
}

function bindNew(context: Context, room: Room, { owner, roomType }: { owner: string; roomType: RoomType }): OpenInvite {
  refuseMaking(context, room, { owner, grants: 'member' })
  return putLink(context, { owner, roomId: room.record.id, roomType, isDefault: true, terms: UNLIMITED })
}

/** Binds a personal link to a room of its owner, who moderates it; from then on it opens this room and no other. */
export function bindPersonal(context: Context, room: Room, invite: OpenInvite): OpenInvite {
  const { owner, terms } = invite
  const roomId = room.record.id
  if (invite.roomId === roomId) return invite
  refuseMaking(context, room, { owner, grants: terms.grants })
  const now = { ...invite, roomId }
  context.batch.change({ kind: 'open-invite', was: invite, now })
  if (invite.roomId !== '') recordEvent(context, invite, { event: 'unbound', by: owner })
  recordEvent(context, now, { event: 'bound', by: owner })
  notifyOwner(context, now, 'update')
  return now
}
