import { managedLink } from '../../../invites/change.js'
import type { OpenInvite } from '../../../muc/open-invite.js'
import type { Room } from '../../../muc/room.js'
import type { ServiceTurn } from '../../../service.js'
import { requireScope, requireScopeFor, type User } from '../../auth/auth.js'

/** Whether a token is good for a link: for one of its user's own each is, for those of others one that may moderate. */
export function mayManage({ jid, scopes }: User, { owner }: OpenInvite): boolean {
  return owner === jid || scopes.includes('rooms')
}

/** The link that somebody wants to read or change. Throws `unknown-link`, or ScopeLacking where it is another's. */
export function linkOf(turn: ServiceTurn, room: Room, { linkId, user }: { linkId: string; user: User }): OpenInvite {
  const invite = managedLink(turn, room, { linkId, by: user.jid })
  requireScopeFor(user, invite.owner)
  return invite
}

/**
 * Who may only have links makes none by which somebody becomes a moderator, and opens none again: it would be a way to be
 * more. They may still revoke one of their own.
 */
export function requireScopeForGrant(user: User, { grants }: { grants?: string }): void {
  if (grants === 'moderator') requireScope(user, 'rooms')
}
