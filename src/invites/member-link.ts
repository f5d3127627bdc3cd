import type { Context } from '../muc/context.js'
import type { Room } from '../muc/model/room.js'
import { moderatedRoom } from '../rooms-api/moderated-room.js'
import { Refusal } from '../rooms-api/refusal.js'
import type { OpenInvite, RoomType } from './open-invite.js'

/** What kind of link a person's standing link to this room is: to a room for calls it is theirs for life. */
export function roomTypeOf({ record }: Room): RoomType {
  if (record.config.mediaType === 'pstnAudio') return 'personal_audio_room'
  return record.config.mediaType === 'webrtc' ? 'personal_video_room' : 'default'
}

/**
 * The one link of this kind that a person has, whatever room it is bound to; the batch looks it up by
 * `{ openInvitesOf: owner }`. Memory may have it too, and is then followed.
 */
export function personalLink({ openInvites, found }: Context, roomType: RoomType): OpenInvite | undefined {
  const stored = found.openInvitesOf?.find(invite => invite.roomType === roomType)
  return stored && (openInvites.get(stored.id) ?? stored)
}

/**
 * The standing link of a person (a bare JID) to this room, of the kind that binding gives before any other. Undefined
 * where they have none.
 */
export function findMemberLink({ openInvites }: Context, own: { room: Room; owner: string }): OpenInvite | undefined {
  const links = openInvites.ofRoom(own.room.record.id)
  const theirs = links.filter(invite => invite.isDefault && invite.owner === own.owner)
  return theirs.find(({ roomType }) => roomType === roomTypeOf(own.room)) ?? theirs[0]
}

/**
 * The standing link of a person (a bare JID) to the room with this REST id, archived or not. Throws `unknown-room`,
 * `not-a-moderator`, or where they might have one and have none `unknown-link`.
 */
export function requireMemberLink(
  context: Context,
  own: { roomId: string; owner: string },
): { room: Room; invite: OpenInvite } {
  const { roomId, owner } = own
  const room = context.rooms.byId(roomId)
  const invite = room && findMemberLink(context, { room, owner })
  if (room && invite) return { room, invite }
  moderatedRoom(context, { roomId, by: owner })
  throw noLink(`Open invite doesn't exists: you have no link to the room ${roomId}; bind one first.`)
}

/** There is no such link for the person who speaks of it. */
export function noLink(text: string): Refusal {
  return new Refusal('unknown-link', text)
}
