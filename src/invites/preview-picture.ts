import type { Context } from '../muc/context.js'
import type { Lookup } from '../muc/model/lookup.js'
import { avatarLookup, type Image, readRoomAvatar } from '../rooms-api/room-avatar.js'
import { parseOpenInviteId } from './parse-open-invite-id.js'
import { previewLink } from './preview.js'

/** What the picture of a link is made of: the avatar of the room, or its name. Both are empty if the room shows neither. */
export type PreviewPicture = { readonly name: string; readonly avatar: Image | undefined }

/** The look-up for `previewPicture`. */
export function pictureLookup(openInviteId: string): Lookup {
  const id = parseOpenInviteId(openInviteId)
  return {
    further({ openInvites, rooms }) {
      const invite = id === undefined ? undefined : openInvites.get(id)
      return invite && avatarLookup(invite.roomId).further({ rooms })
    },
  }
}

/** What the room of an open invite shows in pictures. Needs the look-up `pictureLookup`; throws as `previewLink` does. */
export function previewPicture(context: Context, openInviteId: string): PreviewPicture {
  const { preview, room, hasAvatar } = previewLink(context, openInviteId)
  return { name: preview.roomName, avatar: hasAvatar ? readRoomAvatar(context, room.record.id) : undefined }
}
