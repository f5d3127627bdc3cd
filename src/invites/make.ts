import type { Context } from '../muc/context.js'
import type { Room } from '../muc/model/room.js'
import { refuseBlocked } from '../muc/operations/refuse-blocked.js'
import { Refusal } from '../rooms-api/refusal.js'
import type { InviteTerms } from './invite-terms.js'
import { notifyOwner } from './notify-owner.js'
import { hasEnded, type OpenInvite, type RoomType } from './open-invite.js'
import { recordEvent } from './record-event.js'
import { mayMakeLink } from './rights.js'
import { type AskedTerms, newTerms } from './terms.js'

/**
 * Makes a link to a room for somebody (a bare JID), on terms that the room and the service allow. Refuses who may not
 * make such a link, an archived room, and more links than fit.
 */
export function makeLink(context: Context, room: Room, made: { owner: string; asked: AskedTerms }): OpenInvite {
  const { owner, asked } = made
  refuseMaking(context, room, { owner, grants: asked.grants ?? 'member' })
  const roomId = room.record.id
  return putLink(context, {
    owner,
    roomId,
    roomType: 'default',
    isDefault: false,
    terms: newTerms(context, room, asked),
  })
}

/** Throws where this person may not make a link that gives this, or the room cannot have another one. */
export function refuseMaking(
  context: Context,
  room: Room,
  { owner, grants }: { owner: string; grants: InviteTerms['grants'] },
): void {
  const { batch, openInvites, settings } = context
  const { record } = room
  refuseBlocked(context, owner)
  if (record.locked) throw new Refusal('unknown-room', 'This room is not there yet: its owner has to configure it.')
  if (record.archived) throw new Refusal('closed', `The room ${record.id} is archived; no link can open it.`)
  if (!mayMakeLink(room, owner, grants)) {
    const whom = grants === 'moderator' ? 'an owner of the room can make a link that lets moderators in' : whoMay(room)
    throw new Refusal('not-a-moderator', `Only ${whom}.`)
  }
  const most = smaller(record.config.maxLinks, settings.invites.perRoom)
  const links = openInvites.ofRoom(record.id).filter(invite => !hasEnded(invite, batch.at))
  if (most > 0 && links.length >= most) {
    const quota = { current: links.length, most }
    throw new Refusal('too-many-links', `This room has its ${most} links; revoke one first.`, quota)
  }
}

/** How many that have ended a room keeps besides those that its moderators bind again. Our own decision. */
const MOST_ENDED = 100

/** Makes the link, writes its story and tells its owner. The caller has asked `refuseMaking`. */
export function putLink(
  context: Context,
  link: { owner: string; roomId: string; roomType: RoomType; isDefault: boolean; terms: InviteTerms },
): OpenInvite {
  const { batch } = context
  dropEnded(context, link.roomId)
  const linkId = batch.newId().slice(0, 24)
  const now = { ...link, id: batch.newId(), linkId, createdAt: batch.at, uses: 0 }
  batch.change({ kind: 'open-invite', was: undefined, now })
  recordEvent(context, now, { event: 'made', by: link.owner })
  notifyOwner(context, now, 'create')
  return now
}

/** The oldest go: links that last a second must not fill memory. Their stories stay. */
function dropEnded({ batch, openInvites }: Context, roomId: string): void {
  const links = openInvites.ofRoom(roomId)
  const ended = links.filter(invite => !invite.isDefault && hasEnded(invite, batch.at))
  for (const was of ended.slice(0, Math.max(0, ended.length - MOST_ENDED))) {
    batch.change({ kind: 'open-invite', was, now: undefined })
  }
}

function whoMay({ record }: Room): string {
  return record.config.allowInvites
    ? 'the members of the room can make a link to it'
    : 'an owner or an admin of the room can make a link to it'
}

/** 0 is no limit. */
function smaller(one: number, other: number): number {
  return one === 0 || other === 0 ? Math.max(one, other) : Math.min(one, other)
}
