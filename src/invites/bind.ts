import { isAtLeast } from '../muc/affiliation.js'
import { affiliationOf } from '../muc/room.js'
import type { OpenInvite } from './open-invite.js'
import { Refusal } from './refusal.js'
import type { Turn } from './turn.js'

/**
 * The link of a moderator (an owner or an admin) to a room; made where there is none yet. The same person gets the same
 * link again. Refuses an unknown room, an archived one, and everybody else.
 */
export function bind({ batch, rooms, openInvites }: Turn, bound: { roomId: string; owner: string }): OpenInvite {
  const room = rooms.byId(bound.roomId)
  if (!room || room.record.locked) throw new Refusal('unknown-room', `There is no room with the id ${bound.roomId}.`)
  if (room.record.archived) throw new Refusal('closed', `The room ${bound.roomId} is archived; no link can open it.`)
  if (!isAtLeast(affiliationOf(room, bound.owner), 'admin')) {
    throw new Refusal('not-a-moderator', 'Only an owner or an admin of the room can make a link to it.')
  }
  const existing = openInvites.of(bound.roomId, bound.owner)
  if (existing) return existing
  const now: OpenInvite = { id: batch.newId(), roomId: bound.roomId, owner: bound.owner, createdAt: batch.at }
  batch.change({ kind: 'open-invite', was: undefined, now })
  return now
}
