import type { Context } from '../muc/context.js'
import { mapOf, type Room } from '../muc/model/room.js'
import { decline } from './approval.js'
import { notifyOwner } from './notify-owner.js'
import type { OpenInvite } from './open-invite.js'
import { recordEvent } from './record-event.js'

/** Revokes a link: its id stops working, and the pending requests by it are declined. */
export function revokeLink(context: Context, room: Room, { invite, by }: { invite: OpenInvite; by: string }): void {
  declineWaiting(context, room, { invite, by })
  context.batch.change({ kind: 'open-invite', was: invite, now: undefined })
  recordEvent(context, invite, { event: 'revoked', by })
  notifyOwner(context, { invite, action: 'deleted' })
}

/** Declines the pending requests by this link, which is about to close. `by` is a bare JID. */
export function declineWaiting(context: Context, room: Room, { invite, by }: { invite: OpenInvite; by: string }): void {
  for (const capability of context.capabilities) capability.onLinkClosing?.({ ...context, room, invite, by })
  for (const [user, request] of mapOf(room, 'registration')) {
    if (request.via === invite.linkId) decline(context, { room, user, by, request })
  }
}
