import type { Context } from '../muc/context.js'
import type { Lookup } from '../muc/model/lookup.js'
import type { Room } from '../muc/model/room.js'
import { moderatedRoom } from '../rooms-api/moderated-room.js'
import { Refusal } from '../rooms-api/refusal.js'
import { ManagedLink } from './managed-link.js'
import type { OpenInvite, RoomType } from './open-invite.js'

/** The type of a member link to this room: a personal one for rooms for calls. */
export function roomTypeOf({ record }: Room): RoomType {
  if (record.config.mediaType === 'pstnAudio') return 'personal_audio_room'
  return record.config.mediaType === 'webrtc' ? 'personal_video_room' : 'default'
}

/** The look-up of the personal links of a user (a bare JID) with their rooms: a link that moves concerns the former one, too. */
export function personalLinksLookup(owner: string): Lookup {
  return {
    personalLinksOf: owner,
    further({ found: { personalLinksOf = [] } }) {
      const loadIds = personalLinksOf.map(({ invite }) => invite.roomId).filter(id => id !== '')
      return loadIds.length > 0 ? { loadIds } : undefined
    },
  }
}

/**
 * The one personal link of this type of the owner whom `personalLinksLookup` names, whatever room it
 * is bound to. The link in memory wins over the stored one, since the batch may have changed it.
 */
export function personalLink({ openInvites, found }: Context, roomType: RoomType): ManagedLink | undefined {
  const stored = found.personalLinksOf?.find(({ invite }) => invite.roomType === roomType)?.invite
  return stored && ManagedLink.personal(openInvites.get(stored.id) ?? stored)
}

/** The member link of its owner (a bare JID) to this room; the type that `bind` gives takes precedence. */
export function findMemberLink({ openInvites }: Context, own: { room: Room; owner: string }): OpenInvite | undefined {
  const links = openInvites.ofRoom(own.room.record.id)
  const theirs = links.filter(invite => invite.isDefault && invite.owner === own.owner)
  return theirs.find(({ roomType }) => roomType === roomTypeOf(own.room)) ?? theirs[0]
}

/**
 * The member link of its owner (a bare JID) to the room with this REST id, which may be archived. Throws
 * `unknown-room`, `not-a-moderator` or, if a moderator has none, `unknown-link`.
 */
export function requireMemberLink(
  context: Context,
  own: { roomId: string; owner: string },
): { room: Room; link: ManagedLink } {
  const { roomId, owner } = own
  const room = context.rooms.byId(roomId)
  const invite = room && findMemberLink(context, { room, owner })
  const link = invite && ManagedLink.inRoom(room, owner, invite)
  if (room && link) return { room, link }
  moderatedRoom(context, { roomId, by: owner })
  throw noLink(`Open invite doesn't exists: you have no link to the room ${roomId}; bind one first.`)
}

export function noLink(text: string): Refusal {
  return new Refusal('unknown-link', text)
}
