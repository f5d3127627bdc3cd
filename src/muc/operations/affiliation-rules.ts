import { StanzaError } from '../../stanza/error.js'
import type { Jid } from '../../stanza/jid.js'
import { type Affiliation, isAtLeast } from '../model/affiliation.js'
import { initialRole } from '../model/initial-role.js'
import type { Role } from '../model/role.js'
import { affiliationOf, isNonAnonymous, occupantOf, type Room } from '../model/room.js'

/** §9: who is no admin changes nothing, and learns nothing of who is in the room. `actor` is a bare JID. */
export function refuseNonAdmin(room: Room, actor: string): void {
  if (!isAtLeast(affiliationOf(room, actor), 'admin')) {
    throw new StanzaError('forbidden', 'Only admins and owners may do this.')
  }
}

/** Who may change whose affiliation: XEP-0045 §5.2.2 and the refusals of §9 and §10. */
export function refuseAffiliationChange(
  room: Room,
  change: { actor: string; user: string; affiliation: Affiliation },
): void {
  const { actor, user, affiliation } = change
  refuseNonAdmin(room, actor)
  const own = affiliationOf(room, actor)
  const theirs = affiliationOf(room, user)
  if (affiliation === 'outcast' && actor === user) throw new StanzaError('conflict', 'You cannot ban yourself.')
  if (room.admins.has(user) && affiliation === 'outcast') {
    throw new StanzaError('not-allowed', `${user} is an admin of this service and cannot be banned.`)
  }
  if (own === 'owner' || theirs === affiliation) return
  if (isAtLeast(theirs, 'admin')) {
    // §9.1 for a ban; for everything else §10.5 and §10.8.
    const condition = affiliation === 'outcast' ? 'not-allowed' : 'forbidden'
    throw new StanzaError(condition, `Only an owner may change what ${user} is.`)
  }
  if (isAtLeast(affiliation, 'admin')) throw new StanzaError('forbidden', 'Only an owner may make admins and owners.')
}

/**
 * §9.2: who is banned is for admins to see. Who the members (§9.5), admins (§10.8) and owners (§10.5) are, everybody
 * who belongs to a room that hides no JIDs, as far as its configuration lets their role see it (§7.11); who is not
 * inside counts as what they would be there. Where JIDs are hidden, admins see the members, and owners all.
 */
export function refuseListing(room: Room, listing: { asker: Jid; affiliation: Affiliation }): void {
  const { asker, affiliation } = listing
  const own = affiliationOf(room, asker.bare)
  const occupant = occupantOf(room, asker.full)
  const role = occupant?.role ?? (isAtLeast(own, 'member') ? initialRole(room.record.config, own) : 'none')
  if (!mayList(room, { own, role }, affiliation)) throw new StanzaError('forbidden', 'You may not see this list.')
}

/** Somebody by their affiliation, and by the role that they have or would have; `none` is no occupant and no member. */
export type Viewer = { readonly own: Affiliation; readonly role: Role }

/** The same rule as an answer: whether the viewer may see who has this affiliation. */
export function mayList(room: Room, { own, role }: Viewer, affiliation: Affiliation): boolean {
  const isOpenBook =
    isNonAnonymous(room) && isAtLeast(affiliation, 'member') && room.record.config.getMemberList.includes(role)
  return isOpenBook || isAtLeast(own, isAtLeast(affiliation, 'admin') ? 'owner' : 'admin')
}
