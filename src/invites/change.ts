import type { Context } from '../muc/context.js'
import type { Room } from '../muc/model/room.js'
import { Refusal } from '../rooms-api/refusal.js'
import { notifyOwner } from './notify-owner.js'
import type { OpenInvite } from './open-invite.js'
import { recordEvent } from './record-event.js'
import { mayMakeLink, mayManageLink } from './rights.js'
import { type AskedTerms, changedTerms } from './terms.js'

/**
 * The link with this `linkId`, if the caller (a bare JID) may change it. Throws `unknown-link` also if the link exists,
 * but the caller may not see it, so that the answer does not reveal it.
 */
export function managedLink(
  { openInvites }: Pick<Context, 'openInvites'>,
  room: Room,
  asked: { linkId: string; by: string },
): OpenInvite {
  const invite = openInvites.byLinkId(room.record.id, asked.linkId)
  if (invite && mayManageLink(room, asked.by, invite)) return invite
  throw new Refusal('unknown-link', `There is no link with the id ${asked.linkId} that you may change.`)
}

/** Changes the terms of a link. Throws `not-a-moderator` if the caller may not create a link with the new grant. */
export function changeLink(
  context: Context,
  room: Room,
  change: { invite: OpenInvite; by: string; asked: AskedTerms },
): OpenInvite {
  const { invite, by, asked } = change
  const terms = changedTerms(context, room, { was: invite.terms, asked })
  if (terms.grants !== invite.terms.grants && !mayMakeLink(room, by, terms.grants)) {
    throw new Refusal('not-a-moderator', 'Only an owner of the room can create a link that grants moderator.')
  }
  const now = { ...invite, terms }
  context.batch.change({ kind: 'open-invite', was: invite, now })
  recordEvent(context, now, { event: 'changed', by })
  return now
}

/** Gives a link a new id; the former id stops working. The terms, the uses and the link history stay. */
export function resetLink(context: Context, { invite, by }: { invite: OpenInvite; by: string }): OpenInvite {
  const now = { ...invite, id: context.batch.newId() }
  context.batch.change({ kind: 'open-invite', was: invite, now })
  recordEvent(context, now, { event: 'reset', by })
  notifyOwner(context, now, 'update')
  return now
}
