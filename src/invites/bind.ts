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
 * The member link of a moderator (an owner or an admin, by bare JID) to a room. Creates it if there is none, or if it
 * has ended. For a room for calls it is the owner's one personal link of that type, which is unbound from its former
 * room. Needs the look-up `{ openInvitesOf: owner }`. Throws `unknown-room`, `closed` or `not-a-moderator`.
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

/** Binds a personal link to a room that its owner moderates, instead of its former room. */
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
