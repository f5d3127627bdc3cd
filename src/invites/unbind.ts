import type { OpenInvite } from './open-invite.js'
import { tellOwner } from './notify-owner.js'
import { ownLink } from './member-link.js'
import { declineWaiting, revokeLink } from './revoke.js'
import { note } from './record-event.js'
import type { Turn } from './turn.js'

/**
 * Takes the standing link of a person (a bare JID) from a room: it is gone; or, if it is a personal one, opens no room
 * until it is bound again. Gives it as it was. Refuses as `ownLink`.
 */
export function unbind(turn: Turn, bound: { roomId: string; owner: string }): OpenInvite {
  const { room, invite } = ownLink(turn, bound)
  if (invite.roomType === 'default') {
    revokeLink(turn, room, { invite, by: bound.owner })
  } else {
    declineWaiting(turn, room, { invite, by: bound.owner })
    disablePersonal(turn, invite)
  }
  return invite
}

/** A personal link opens no room any more, and keeps its id. */
export function disablePersonal(turn: Turn, invite: OpenInvite): OpenInvite {
  if (invite.roomId === '') return invite
  const now = { ...invite, roomId: '' }
  turn.batch.change({ kind: 'open-invite', was: invite, now })
  note(turn, invite, { event: 'unbound', by: invite.owner })
  tellOwner(turn, now, 'update')
  return now
}
