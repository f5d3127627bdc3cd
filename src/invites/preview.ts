import type { Context } from '../muc/context.js'
import type { Room } from '../muc/model/room.js'
import { noSuchOpenInvite } from '../rooms-api/refusal.js'
import type { User } from '../rooms-api/user.js'
import { localOf } from '../stanza/jid.js'
import { stricter } from './invite-terms.js'
import { hasEnded } from './open-invite.js'
import { openInviteFor } from './redeem.js'

/** What everybody who has an open invite may see of its room before they join. What they may not see is empty. */
export type LinkPreview = {
  readonly roomName: string
  readonly roomTopic: string
  /** It lets nobody in now: who tries to join hears that anyway. */
  readonly roomLocked: boolean
  readonly invitingFirstName: string
  readonly invitingLastName: string
}

/**
 * Reads what an open invite says of its room, as far as the room lets everybody see it (`linkPreview`). Whoever made the
 * link invites; the batch looks them up by `{ inviterBy: id }`. An id that is malformed, unknown, revoked, used up or
 * over gets the same refusal, `unknown-open-invite`; where the room is gone it is `no-room`.
 */
export function previewLink(context: Context, openInviteId: string): { preview: LinkPreview; room: Room } {
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
  return { preview, room }
}

/** How a person is called who has said nothing of themselves: as the moderators hear of them. Never by the address. */
function nameOf(user: User | undefined, jid: string): { firstName: string; lastName: string } {
  const { firstName = '', lastName = '', nickName = '' } = user?.profile ?? {}
  if (firstName !== '' || lastName !== '') return { firstName, lastName }
  return { firstName: nickName || localOf(jid), lastName: '' }
}
