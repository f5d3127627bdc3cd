import type { Context } from '../muc/context.js'
import type { Room } from '../muc/model/room.js'
import { moderatedRoom } from '../rooms-api/moderated-room.js'
import { ManagedLink } from './managed-link.js'
import { noLink } from './member-link.js'
import { hasEnded } from './open-invite.js'
import { mayMakeLink } from './rights.js'

/**
 * The link of a room for one of its moderators: the member link of the caller, or else of the room's creator, or else
 * the oldest member link that opens the room, of those that the caller may manage. Throws `unknown-room`, `closed`,
 * `not-a-moderator` or `unknown-link`.
 */
export function linkOfRoom(context: Context, asked: { roomId: string; by: string }): { link: ManagedLink; room: Room } {
  const { batch, openInvites } = context
  const { roomId, by } = asked
  const room = moderatedRoom(context, asked)
  const opening = openInvites.ofRoom(roomId).flatMap(invite => {
    const opens = !hasEnded(invite, batch.at) && mayMakeLink(room, invite.owner, invite.terms.grants)
    return (invite.isDefault && opens && ManagedLink.inRoom(room, by, invite)) || []
  })
  const ofPerson = [by, room.record.creator].map(owner => opening.find(({ invite }) => invite.owner === owner))
  const link = ofPerson.find(it => it) ?? opening[0]
  if (!link) throw noLink(`Open invite doesn't exists: there is no link to the room ${roomId}; bind one first.`)
  return { link, room }
}
