import type { Context } from '../muc/context.js'
import type { Room } from '../muc/model/room.js'
import { Refusal } from '../rooms-api/refusal.js'
import { type ManagedLink, shownLink } from './managed-link.js'
import { notifyOwner } from './notify-owner.js'
import { recordEvent } from './record-event.js'
import { mayMakeLink } from './rights.js'
import { type AskedTerms, changedTerms } from './terms.js'
import { endVouchesOf } from './vouch/vouched.js'

/**
 * The link with this `linkId`, if the caller (a bare JID) may change it. Throws `unknown-link` also if the link exists,
 * but the caller may not see it, so that the answer does not reveal it.
 */
export function managedLink(
  { openInvites }: Pick<Context, 'openInvites'>,
  room: Room,
  { linkId, by }: { linkId: string; by: string },
): ManagedLink {
  return shownLink(room, { reader: by, linkId, invite: openInvites.byLinkId(room.record.id, linkId) })
}

/**
 * Changes the terms of a link. A link that begins to grant `moderator` gets a new id: people who could see the former
 * id may not be let in as moderators. Throws `not-a-moderator` if the caller may not create a link with the new grant.
 */
export function changeLink(
  context: Context,
  room: Room,
  change: { link: ManagedLink; by: string; asked: AskedTerms },
): ManagedLink {
  const { link, by, asked } = change
  const was = link.invite
  const terms = changedTerms(context, room, { was: was.terms, asked })
  const isNewGrant = terms.grants !== was.terms.grants
  if (isNewGrant && !mayMakeLink(room, by, terms.grants)) {
    throw new Refusal('not-a-moderator', 'Only an owner of the room can create a link that grants moderator.')
  }
  const changed = link.after({ terms })
  context.batch.change({ kind: 'open-invite', was, now: changed.invite })
  recordEvent(context, was, { event: 'changed', by })
  return isNewGrant && terms.grants === 'moderator' ? resetLink(context, { link: changed, by }) : changed
}

/** Gives a link a new id; the former id and its invitations stop working. The terms, the uses and the history stay. */
export function resetLink(context: Context, { link, by }: { link: ManagedLink; by: string }): ManagedLink {
  const was = link.invite
  const now = link.after({ id: context.batch.newId() })
  context.batch.change({ kind: 'open-invite', was, now: now.invite })
  recordEvent(context, was, { event: 'reset', by })
  const room = context.rooms.byId(was.roomId)
  if (room) endVouchesOf({ ...context, room }, was.linkId)
  notifyOwner(context, { invite: now.invite, former: was, action: 'update' })
  return now
}
