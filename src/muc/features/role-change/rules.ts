import { StanzaError } from '../../../stanza/error.js'
import { isAtLeast } from '../../model/affiliation.js'
import type { Occupant } from '../../model/occupant.js'
import type { Role } from '../../model/role.js'
import { affiliationOf, type Room } from '../../model/room.js'

/**
 * Throws if the actor (a bare JID) may not give the role to the occupant: XEP-0045 §5.1.3, and refusals of §8 and §9.
 */
export function refuseRoleChange(room: Room, change: { actor: string; occupant: Occupant; role: Role }): void {
  const { actor, occupant, role } = change
  const own = affiliationOf(room, actor)
  const theirs = affiliationOf(room, occupant.user)
  const isAdmin = isAtLeast(own, 'admin')
  if (role === occupant.role) return
  if (role === 'none') {
    // §8.2. Only an admin may kick a moderator (§5.1.3). Admins of the service rank above the owners of a room.
    const isHigher =
      (isAtLeast(theirs, own) && theirs !== own) || (room.admins.has(occupant.user) && !room.admins.has(actor))
    if (isHigher || (occupant.role === 'moderator' && !isAdmin && actor !== occupant.user)) {
      throw new StanzaError('not-allowed', `You may not kick ${occupant.nick}.`)
    }
  } else if (role === 'moderator') {
    if (!isAdmin) throw new StanzaError('forbidden', 'Only admins and owners may grant the moderator role.')
  } else if (occupant.role === 'moderator') {
    if (isAtLeast(theirs, 'admin')) throw new StanzaError('not-allowed', 'Admins and owners are always moderators.')
    if (!isAdmin) throw new StanzaError('forbidden', 'Only admins and owners may revoke the moderator role.')
  } else if (role === 'visitor' && isAtLeast(theirs, own)) {
    throw new StanzaError('not-allowed', `You may not revoke the voice of ${occupant.nick}.`)
  }
}
