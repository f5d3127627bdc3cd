import { managedLink } from '../../../invites/change.js'
import type { OpenInvite } from '../../../invites/open-invite.js'
import type { Room } from '../../../muc/model/room.js'
import type { ServiceContext } from '../../../service/types.js'
import { requireScope, requireScopeFor, type User } from '../../auth/auth.js'

/** Whether the token is sufficient for a link: the links of other users need the scope `rooms`. */
export function mayManage({ jid, scopes }: User, { owner }: OpenInvite): boolean {
  return owner === jid || scopes.includes('rooms')
}

/** The link with this id. Throws `unknown-link`; ScopeLacking if it is another user's and the token lacks `rooms`. */
export function linkOf(turn: ServiceContext, room: Room, { linkId, user }: { linkId: string; user: User }): OpenInvite {
  const invite = managedLink(turn, room, { linkId, by: user.jid })
  requireScopeFor(user, invite.owner)
  return invite
}

/**
 * Throws ScopeLacking if a link grants `moderator` and the token lacks the scope `rooms`: with the scope `links` alone, a
 * bearer could make themselves a moderator. Revoking such a link needs no more than `links`.
 */
export function requireScopeForGrant(user: User, { grants }: { grants?: string }): void {
  if (grants === 'moderator') requireScope(user, 'rooms')
}
