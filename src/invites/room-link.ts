import type { Context } from '../muc/context.js'
import type { Room } from '../muc/model/room.js'
import { moderatedRoom } from '../rooms-api/moderated-room.js'
import { noLink } from './member-link.js'
import { hasEnded, type OpenInvite } from './open-invite.js'
import { mayMakeLink } from './rights.js'

/**
 * The link of a room for one of its moderators: the member link of the caller, or else of the room's creator, or else
 * the oldest member link that opens the room. Throws `unknown-room`, `closed`, `not-a-moderator` or `unknown-link`.
 */
export function linkOfRoom(
  context: Context,
  asked: { roomId: string; by: string },
): { invite: OpenInvite; room: Room } {
  const { batch, openInvites } = context
  const { roomId, by } = asked
  const room = moderatedRoom(context, asked)
  const opening = openInvites.ofRoom(roomId).filter(invite => {
    return invite.isDefault && !hasEnded(invite, batch.at) && mayMakeLink(room, invite.owner, invite.terms.grants)
  })
  const invite = [by, room.record.creator].map(owner => opening.find(one => one.owner === owner)).find(it => it)
  const shown = invite ?? opening[0]
  if (!shown) throw noLink(`Open invite doesn't exists: there is no link to the room ${roomId}; bind one first.`)
  return { invite: shown, room }
}
