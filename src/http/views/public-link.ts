import { type Static, type TProperties, Type } from '@sinclair/typebox'
import type { OpenInvite } from '../../muc/open-invite.js'
import { userIdOf } from '../../user-id.js'
import { withModelName } from '../schema/model-name.js'
import { choice, hexId } from '../schema/schemas.js'

const orNone = Type.Union([hexId, Type.Null()], { description: 'null: it opens no room now' })

const link = {
  userId: hexId,
  openInviteId: Type.String({ description: 'The secret: who has it may join' }),
  roomId: orNone,
  roomType: choice(['default', 'personal_audio_room', 'personal_video_room']),
  invitationURL: Type.String({ description: 'For people: the page behind the link' }),
}

/** A person's link as the API family shows one, with what else an answer adds. */
export function linkWith<More extends TProperties>(more: More) {
  return Type.Object({ ...link, ...more })
}

/** The name is that of the API family, which shares the class. */
export const publicLink = withModelName('bindOpenInviteIdWithRoomIdSuccessData', linkWith({}))

/** A link in its older form. */
export const legacyLink = Type.Object({ userId: hexId, openInviteId: link.openInviteId, roomId: orNone })

/** `publicUrl` is where people reach this service, without a slash at the end. */
export function publicLinkView(invite: OpenInvite, publicUrl: string): Static<typeof publicLink> {
  const { id, roomType } = invite
  return { ...legacyLinkView(invite), roomType, invitationURL: `${publicUrl}/${id}` }
}

export function legacyLinkView({ id, owner, roomId }: OpenInvite): Static<typeof legacyLink> {
  return { userId: userIdOf(owner), openInviteId: id, roomId: roomId === '' ? null : roomId }
}
