import type { Context } from '../muc/context.js'
import type { Room } from '../muc/model/room.js'
import { moderatedRoom } from '../rooms-api/moderated-room.js'
import { putLink, refuseMaking } from './make.js'
import { ManagedLink, shownLink } from './managed-link.js'
import { findMemberLink, personalLink, roomTypeOf } from './member-link.js'
import { notifyOwner } from './notify-owner.js'
import { hasEnded, type RoomType } from './open-invite.js'
import { recordEvent } from './record-event.js'
import { revokeLink } from './revoke.js'
import { UNLIMITED } from './terms.js'

/**
 * The member link of a moderator (an owner or an admin, by bare JID) to a room. Creates it if there is none, if it has
 * ended, or if it is no longer theirs to manage. For a room for calls it is the owner's one personal link of that type, which is unbound from its former
 * room. Needs `personalLinksLookup(owner)`. Throws `unknown-room`, `closed` or `not-a-moderator`.
 */
export function bind(context: Context, bound: { roomId: string; owner: string }): ManagedLink {
  const { roomId, owner } = bound
  const room = moderatedRoom(context, { roomId, by: owner })
  const roomType = roomTypeOf(room)
  const personal = roomType === 'default' ? undefined : personalLink(context, roomType)
  if (personal) return bindPersonal(context, room, personal)
  const existing = findMemberLink(context, { room, owner })
  if (existing?.roomType === roomType) {
    const link = ManagedLink.inRoom(room, owner, existing)
    if (link && !hasEnded(existing, context.batch.at)) return link
    revokeLink(context, room, { invite: existing, by: owner })
  }
  return bindNew(context, room, { owner, roomType })
}

function bindNew(
  context: Context,
  room: Room,
  { owner, roomType }: { owner: string; roomType: RoomType },
): ManagedLink {
  refuseMaking(context, room, { owner, grants: 'member' })
  const invite = putLink(context, { owner, roomId: room.record.id, roomType, isDefault: true, terms: UNLIMITED })
  return shownLink(room, { reader: owner, linkId: invite.linkId, invite })
}

/** Binds a personal link to a room that its owner moderates, instead of its former room. */
export function bindPersonal(context: Context, room: Room, link: ManagedLink): ManagedLink {
  const { invite } = link
  const { owner, terms } = invite
  const roomId = room.record.id
  if (invite.roomId === roomId) return link
  refuseMaking(context, room, { owner, grants: terms.grants })
  const bound = link.after({ roomId })
  const now = bound.invite
  context.batch.change({ kind: 'open-invite', was: invite, now })
  if (invite.roomId !== '') recordEvent(context, invite, { event: 'unbound', by: owner })
  recordEvent(context, now, { event: 'bound', by: owner })
  notifyOwner(context, { invite: now, action: 'update' })
  return bound
}
