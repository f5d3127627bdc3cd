import { mediatedInvitation } from '../../stanza/invitation.js'
import type { Jid } from '../../stanza/jid.js'
import type { RoomContext } from '../context.js'
import { isAtLeast } from '../model/affiliation.js'
import type { Actor } from '../model/affiliation-setting.js'
import { sessionsOf } from '../model/occupant.js'
import { affiliationOf, isNonAnonymous, occupantsOf, type Room } from '../model/room.js'
import { deliverInvitation, newInvitationId } from './deliver-invitation.js'

/** The inviter's JID for the invitation: the occupant JID if the room hides the real JIDs of occupants. */
export function displayedInviter(room: Room, inviter: { nick: string | undefined; user: string }): string {
  const isHidden = !isNonAnonymous(room) && inviter.nick !== undefined
  return isHidden ? `${room.record.jid}/${inviter.nick}` : inviter.user
}

/**
 * The addresses of an inviter, given by the JID of `displayedInviter`: the sessions in the room, or the bare JID of a
 * member outside; empty for a person without an affiliation.
 */
export function inviterSessions(room: Room, inviter: Jid): string[] {
  if (inviter.bare === room.record.jid) {
    const occupant = room.occupants.get(inviter.resource)
    return occupant ? sessionsOf(occupant) : []
  }
  const present = occupantsOf(room, inviter.bare).flatMap(sessionsOf)
  if (present.length > 0) return present
  return isAtLeast(affiliationOf(room, inviter.bare), 'member') ? [inviter.bare] : []
}

/** Sends a new member of a members-only room an invitation (XEP-0045 §9.5). `user` and `inviter` are bare JIDs. */
export function inviteMember(
  context: RoomContext,
  invited: { user: string; inviter: string; actor?: Actor | undefined; reason?: string | undefined },
): void {
  const { room } = context
  const { jid, config } = room.record
  const { user, reason, actor } = invited
  const inviter = displayedInviter(room, { nick: actor?.nick, user: invited.inviter })
  const password = config.password || undefined
  const id = newInvitationId(context)
  deliverInvitation(context, mediatedInvitation({ from: jid, inviter, to: user, id, reason, password }), { inviter })
}
