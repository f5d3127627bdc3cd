import type { Context } from '../muc/context.js'
import type { Room } from '../muc/model/room.js'
import { noSuchOpenInvite } from '../rooms-api/refusal.js'
import type { User } from '../rooms-api/user.js'
import { localOf } from '../stanza/jid.js'
import { stricter } from './invite-terms.js'
import { hasEnded } from './open-invite.js'
import { openInviteFor } from './redeem.js'

/** What an open invite shows of its room before joining. Hidden fields are empty. */
type LinkPreview = {
  readonly roomName: string
  readonly roomTopic: string
  /** Whether new people cannot join now. Not a secret: joining gets this answer, too. */
  readonly roomLocked: boolean
  readonly invitingFirstName: string
  readonly invitingLastName: string
}

/** A preview, the room, and what a page shows beyond the preview. */
export type PreviewedRoom = {
  readonly preview: LinkPreview
  readonly room: Room
  /** The number of occupants; undefined if the room does not show it. */
  readonly present: number | undefined
  /** The room has an avatar, and shows it. */
  readonly hasAvatar: boolean
}

/**
 * The preview of the room of an open invite, as far as its configuration (`linkPreview`) allows. The inviter is the
 * owner of the link; needs the look-up `{ inviterBy: id }`. Throws `unknown-open-invite` for any malformed, unknown,
 * revoked, used-up or expired id, and `no-room`.
 */
export function previewLink(context: Context, openInviteId: string): PreviewedRoom {
  const { invite, room } = openInviteFor(context, openInviteId)
  if (hasEnded(invite, context.batch.at)) throw noSuchOpenInvite()
  const { name, description, linkPreview, autoRegister } = room.record.config
  const { firstName, lastName } = nameOf(context.found.inviterBy, invite.owner)
  const isFull = linkPreview === 'full'
  const preview = {
    roomName: linkPreview === 'nothing' ? '' : name,
    roomTopic: isFull ? description : '',
    roomLocked: invite.terms.paused || stricter(autoRegister, invite.terms.admission) === 'lock',
    invitingFirstName: isFull ? firstName : '',
    invitingLastName: isFull ? lastName : '',
  }
  const present = isFull ? room.occupants.size : undefined
  return { preview, room, present, hasAvatar: isFull && room.photoHashes.length > 0 }
}

/** The name of a person; without a profile the part before the `@`, so that the address is not revealed. */
function nameOf(user: User | undefined, jid: string): { firstName: string; lastName: string } {
  const { firstName = '', lastName = '', nickName = '' } = user?.profile ?? {}
  if (firstName !== '' || lastName !== '') return { firstName, lastName }
  return { firstName: nickName || localOf(jid), lastName: '' }
}
