import type { Context } from '../muc/context.js'
import { requireMemberLink } from './member-link.js'
import { notifyOwner } from './notify-owner.js'
import type { OpenInvite } from './open-invite.js'
import { recordEvent } from './record-event.js'
import { declineWaiting, revokeLink } from './revoke.js'

/**
 * Takes the standing link of a person (a bare JID) from a room: it is gone; or, if it is a personal one, opens no room
 * until it is bound again. Gives it as it was. Refuses as `requireMemberLink`.
 */
export function unbind(context: Context, bound: { roomId: string; owner: string }): OpenInvite {
  const { room, invite } = requireMemberLink(context, bound)
  if (invite.roomType === 'default') {
    revokeLink(context, room, { invite, by: bound.owner })
  } else {
    declineWaiting(context, room, { invite, by: bound.owner })
    disablePersonal(context, invite)
  }
  return invite
}

/** A personal link opens no room any more, and keeps its id. */
export function disablePersonal(context: Context, invite: OpenInvite): OpenInvite {
  if (invite.roomId === '') return invite
  const now = { ...invite, roomId: '' }
  context.batch.change({ kind: 'open-invite', was: invite, now })
  recordEvent(context, invite, { event: 'unbound', by: invite.owner })
  notifyOwner(context, now, 'update')
  return now
}
