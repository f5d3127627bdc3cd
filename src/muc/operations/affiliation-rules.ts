import { StanzaError } from '../../stanza/error.js'
import type { Jid } from '../../stanza/jid.js'
import { type Affiliation, isAtLeast } from '../model/affiliation.js'
import { initialRole } from '../model/initial-role.js'
import type { Role } from '../model/role.js'
import { affiliationOf, isNonAnonymous, occupantOf, type Room } from '../model/room.js'

/**
 * Throws `forbidden` unless `actor` (a bare JID) is an admin or owner (XEP-0045 §9). Check it first: later refusals
 * reveal who is in the room.
 */
export function refuseNonAdmin(room: Room, actor: string): void {
  if (!isAtLeast(affiliationOf(room, actor), 'admin')) {
    throw new StanzaError('forbidden', 'Only admins and owners may do this.')
  }
}

/**
 * Throws `forbidden`, `conflict` or `not-allowed` if the actor may not set this affiliation (XEP-0045 §5.2.2, §9, §10).
 * `actor` is a bare JID, `user` a bare JID or a domain.
 */
export function refuseAffiliationChange(
  room: Room,
  change: { actor: string; user: string; affiliation: Affiliation },
): void {
  const { actor, user, affiliation } = change
  refuseNonAdmin(room, actor)
  const own = affiliationOf(room, actor)
  const theirs = affiliationOf(room, user)
  // An admin of the service counts as an owner without being stored as one.
  const stored = room.affiliations.get(user)?.affiliation ?? 'none'
  if (affiliation === 'outcast' && actor === user) throw new StanzaError('conflict', 'You cannot ban yourself.')
  if (room.admins.has(user) && affiliation === 'outcast') {
    throw new StanzaError('not-allowed', `${user} is an admin of this service and cannot be banned.`)
  }
  if (own === 'owner' || stored === affiliation) return
  if (isAtLeast(theirs, 'admin')) {
    // XEP-0045 §9.1 for a ban; §10.5 and §10.8 for other changes.
    const condition = affiliation === 'outcast' ? 'not-allowed' : 'forbidden'
    throw new StanzaError(condition, `Only an owner may change the affiliation of ${user}.`)
  }
  if (isAtLeast(affiliation, 'admin')) throw new StanzaError('forbidden', 'Only an owner may make admins and owners.')
}

/**
 * Throws `forbidden` if the requester may not see the list of this affiliation, as `mayList` decides. A member outside
 * the room has the role of an entry.
 */
export function refuseListing(room: Room, listing: { requester: Jid; affiliation: Affiliation }): void {
  const { requester, affiliation } = listing
  const own = affiliationOf(room, requester.bare)
  const occupant = occupantOf(room, requester.full)
  const role = occupant?.role ?? (isAtLeast(own, 'member') ? initialRole(room.record.config, own) : 'none')
  if (!mayList(room, { own, role }, affiliation)) throw new StanzaError('forbidden', 'You may not see this list.')
}

/** A requester: own affiliation, and the role now or on an entry; `none` for a person who is no occupant or member. */
export type Viewer = { readonly own: Affiliation; readonly role: Role }

/**
 * Whether the viewer may see the people with this affiliation. Admins see the outcasts and members (XEP-0045 §9.2,
 * §9.5), owners see all (§10.5, §10.8). In a non-anonymous room, `getMemberList` gives other roles all lists except the
 * outcasts.
 */
export function mayList(room: Room, { own, role }: Viewer, affiliation: Affiliation): boolean {
  const isOpenToRole =
    isNonAnonymous(room) && isAtLeast(affiliation, 'member') && room.record.config.getMemberList.includes(role)
  return isOpenToRole || isAtLeast(own, isAtLeast(affiliation, 'admin') ? 'owner' : 'admin')
}
