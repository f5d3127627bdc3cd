import { managedLink } from '../../../invites/change.js'
import type { ManagedLink } from '../../../invites/managed-link.js'
import type { Room } from '../../../muc/model/room.js'
import type { ServiceContext } from '../../../service/types.js'
import { requireScope, type User } from '../../auth/auth.js'

/**
 * Whether the token is sufficient to see the id of a link: that of another user's link, or of one that grants
 * `moderator`, needs the scope `rooms`. With the scope `links` alone, a bearer could make themselves a moderator.
 */
export function maySeeId(user: User, { invite }: ManagedLink): boolean {
  return (invite.owner === user.jid && invite.terms.grants !== 'moderator') || mayGiveRights(user)
}

/** Whether the token is sufficient for links that make moderators. */
export function mayGiveRights({ scopes }: User): boolean {
  return scopes.includes('rooms')
}

/** The link, if the token is sufficient to see its id. Throws ScopeLacking. */
export function withinScope(user: User, link: ManagedLink): ManagedLink {
  if (!maySeeId(user, link)) requireScope(user, 'rooms')
  return link
}

/** The link with this id, to read or change it. Throws `unknown-link`, or ScopeLacking as `withinScope`. */
export function linkOf(
  turn: ServiceContext,
  room: Room,
  { linkId, user }: { linkId: string; user: User },
): ManagedLink {
  return withinScope(user, managedLink(turn, room, { linkId, by: user.jid }))
}

/** The link with this id, to revoke it: the own one needs no more than the scope `links`, whatever it grants. */
export function linkToRevoke(
  turn: ServiceContext,
  room: Room,
  { linkId, user }: { linkId: string; user: User },
): ManagedLink {
  const link = managedLink(turn, room, { linkId, by: user.jid })
  return link.invite.owner === user.jid ? link : withinScope(user, link)
}

/** Throws ScopeLacking if a link is to grant `moderator` and the token lacks the scope `rooms`. */
export function requireScopeForGrant(user: User, { grants }: { grants?: string }): void {
  if (grants === 'moderator') requireScope(user, 'rooms')
}
