import type { Context } from '../muc/context.js'
import type { ManagedLink } from './managed-link.js'
import { requireMemberLink } from './member-link.js'
import { notifyOwner } from './notify-owner.js'
import type { OpenInvite } from './open-invite.js'
import { recordEvent } from './record-event.js'
import { declineWaiting, revokeLink } from './revoke.js'

/**
 * Unbinds the member link of its owner (a bare JID) from a room: revokes it, or, if it is a personal one, keeps it
 * unbound. Returns the former link. Throws as `requireMemberLink` does.
 */
export function unbind(context: Context, bound: { roomId: string; owner: string }): ManagedLink {
  const { room, link } = requireMemberLink(context, bound)
  const { invite } = link
  if (invite.roomType === 'default') {
    revokeLink(context, room, { invite, by: bound.owner })
  } else {
    declineWaiting(context, room, { invite, by: bound.owner })
    disablePersonal(context, invite)
  }
  return link
}

/** Unbinds a personal link from its room; it keeps its id. */
export function disablePersonal(context: Context, invite: OpenInvite): void {
  if (invite.roomId === '') return
  const now = { ...invite, roomId: '' }
  context.batch.change({ kind: 'open-invite', was: invite, now })
  recordEvent(context, invite, { event: 'unbound', by: invite.owner })
  notifyOwner(context, { invite: now, action: 'update' })
}
