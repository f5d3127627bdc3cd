import type { Context } from '../muc/context.js'
import type { Room } from '../muc/model/room.js'
import { refuseBlocked } from '../muc/operations/refuse-blocked.js'
import { Refusal } from '../rooms-api/refusal.js'
import type { InviteTerms } from './invite-terms.js'
import { type ManagedLink, shownLink } from './managed-link.js'
import { notifyOwner } from './notify-owner.js'
import { hasEnded, type OpenInvite, type RoomType } from './open-invite.js'
import { recordEvent } from './record-event.js'
import { mayMakeLink } from './rights.js'
import { type AskedTerms, newTerms } from './terms.js'

/**
 * Creates a link to a room for its owner (a bare JID). The terms are cut to the limits of the room and the service.
 * Throws as `refuseMaking` does.
 */
export function makeLink(context: Context, room: Room, made: { owner: string; asked: AskedTerms }): ManagedLink {
  const { owner, asked } = made
  refuseMaking(context, room, { owner, grants: asked.grants ?? 'member' })
  const roomId = room.record.id
  const terms = newTerms(context, room, asked)
  const invite = putLink(context, { owner, roomId, roomType: 'default', isDefault: false, terms })
  return shownLink(room, { reader: owner, linkId: invite.linkId, invite })
}

/**
 * Throws `not-a-moderator` if the person (a bare JID) may not create a link with this grant; `unknown-room` for a
 * locked room, `closed` for an archived one, `too-many-links` if the room has reached its limit.
 */
export function refuseMaking(
  context: Context,
  room: Room,
  { owner, grants }: { owner: string; grants: InviteTerms['grants'] },
): void {
  const { batch, openInvites, settings } = context
  const { record } = room
  refuseBlocked(context, owner)
  if (record.locked) throw new Refusal('unknown-room', 'The owner of this room has not configured it yet.')
  if (record.archived) throw new Refusal('closed', `The room ${record.id} is archived; no link can open it.`)
  if (!mayMakeLink(room, owner, grants)) {
    throw new Refusal('not-a-moderator', `Only ${creatorsOf(room, grants)}.`)
  }
  const most = smaller(record.config.maxLinks, settings.invites.perRoom)
  const links = openInvites.ofRoom(record.id).filter(invite => !hasEnded(invite, batch.at))
  if (most > 0 && links.length >= most) {
    const quota = { current: links.length, most }
    throw new Refusal('too-many-links', `This room has reached its limit of ${most} links; revoke one first.`, quota)
  }
}

/** How many ended links a room keeps, member links not counted. Our own decision. */
const MOST_ENDED = 100

/** Stores a new link, records the event and notifies the owner. The caller must have called `refuseMaking`. */
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
  notifyOwner(context, { invite: now, action: 'create' })
  return now
}

/** Deletes the oldest ended links, so that short-lived links do not fill memory. The link history stays. */
function dropEnded({ batch, openInvites }: Context, roomId: string): void {
  const links = openInvites.ofRoom(roomId)
  const ended = links.filter(invite => !invite.isDefault && hasEnded(invite, batch.at))
  for (const was of ended.slice(0, Math.max(0, ended.length - MOST_ENDED))) {
    batch.change({ kind: 'open-invite', was, now: undefined })
  }
}

function creatorsOf({ record }: Room, grants: InviteTerms['grants']): string {
  if (grants === 'moderator') return 'an owner of the room can create a link that grants moderator'
  const creators = record.config.allowInvites ? 'the members of the room' : 'an owner or an admin of the room'
  return `${creators} can create a link to it`
}

/** 0 is no limit. */
function smaller(one: number, other: number): number {
  return one === 0 || other === 0 ? Math.max(one, other) : Math.min(one, other)
}
