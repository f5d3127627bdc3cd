import type { Jid } from '../../stanza/jid.js'
import { isAtLeast } from './affiliation.js'
import { affiliationOf, occupantsWith, type Room } from './room.js'

/**
 * Whether a person has the rights of a moderator (XEP-0045 §8, §9). Compares the bare JID, so that every client of a
 * moderator counts. Admins and owners may be outside the room.
 */
export function isModerator(room: Room, { bare }: Jid): boolean {
  return (
    isAtLeast(affiliationOf(room, bare), 'admin') ||
    occupantsWith(room, ['moderator']).some(({ user }) => user === bare)
  )
}
