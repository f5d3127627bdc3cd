import type { Jid } from '../../stanza/jid.js'
import { isAtLeast } from './affiliation.js'
import { affiliationOf, occupantsWith, type Room } from './room.js'

/**
 * Whether somebody has the rights of a moderator (XEP-0045 §8, §9): it is the bare JID that counts, so it may be another
 * client than the one in the room. Admins and owners need not be in it.
 */
export function isModerator(room: Room, { bare }: Jid): boolean {
  return (
    isAtLeast(affiliationOf(room, bare), 'admin') ||
    occupantsWith(room, ['moderator']).some(({ user }) => user === bare)
  )
}
