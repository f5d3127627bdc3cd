import { affiliationOf, type Room } from '../../muc/model/room.js'
import { Refusal } from '../refusal.js'
import type { Privilege } from '../room-user-status.js'
import type { Person } from './person.js'

/**
 * Throws `may-not-promote` if an admin grants or revokes the privilege of a moderator, as only owners may (XEP-0045
 * §10.6, §10.7), and `guest` if a guest would become a moderator.
 */
export function refusePrivilege(
  room: Room,
  given: { by: Person; user: Person; was?: Privilege; now: Privilege },
): void {
  const { by, user, was, now } = given
  if (now === 'moderator' && (was === 'guest' || user.isGuest)) {
    throw new Refusal('guest', 'moderator privilege is forbidden for a guest')
  }
  if ((now === 'moderator' || was === 'moderator') && affiliationOf(room, by.jid) !== 'owner') {
    throw new Refusal('may-not-promote', 'Only an owner of the room may grant or revoke the privilege of a moderator.')
  }
}
