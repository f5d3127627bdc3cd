import { type Static, type TProperties, Type } from '@sinclair/typebox'
import type { ManagedLink } from '../../invites/managed-link.js'
import { userIdOf } from '../../rooms-api/user-id.js'
import { withModelName } from '../schema/model-name.js'
import { choice, hexId } from '../schema/schemas.js'

const orNone = Type.Union([hexId, Type.Null()], { description: 'null: it is bound to no room' })

const link = {
  userId: hexId,
  openInviteId: Type.String({ description: 'The secret: it lets its bearer join' }),
  roomId: orNone,
  roomType: choice(['default', 'personal_audio_room', 'personal_video_room']),
  invitationURL: Type.String({ description: 'The web page of the link' }),
}

/** A link in the API family, with further keys of an answer. */
export function linkWith<More extends TProperties>(more: More) {
  return Type.Object({ ...link, ...more })
}

/** COMPAT: the model name of the API family, where several operations share it. */
export const publicLink = withModelName('bindOpenInviteIdWithRoomIdSuccessData', linkWith({}))

/** A link in its legacy form. */
export const legacyLink = Type.Object({ userId: hexId, openInviteId: link.openInviteId, roomId: orNone })

/** `publicUrl`: the public URL of this service, without a slash at the end. */
export function publicLinkView(link: ManagedLink, publicUrl: string): Static<typeof publicLink> {
  const { id, roomType } = link.invite
  return { ...legacyLinkView(link), roomType, invitationURL: `${publicUrl}/${id}` }
}

export function legacyLinkView({ invite }: ManagedLink): Static<typeof legacyLink> {
  const { id, owner, roomId } = invite
  return { userId: userIdOf(owner), openInviteId: id, roomId: roomId === '' ? null : roomId }
}
