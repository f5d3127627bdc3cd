import { StanzaError } from '../../../stanza/error.js'
import type { Jid } from '../../../stanza/jid.js'
import { isAtLeast } from '../../model/affiliation.js'
import { affiliationOf, isInside, isNonAnonymous, occupantOf, type Room } from '../../model/room.js'

/**
 * Refuses, by `forbidden`, who may not read the archive. XEP-0313 §"MUC Archives": it is for those who may enter at the
 * time of the query, whether they ever did or not; in a members-only room these are its members. So in an open room it
 * is everybody who is not banned. Where a password is needed, our own decision: who is inside, and the members.
 */
export function refuseReading(room: Room, from: Jid): void {
  const affiliation = affiliationOf(room, from.bare)
  if (affiliation === 'outcast') throw new StanzaError('forbidden', 'You are banned from this room.')
  if (isAtLeast(affiliation, 'member')) return
  const { membersOnly, password } = room.record.config
  if (membersOnly) throw new StanzaError('forbidden', 'Only members may read what was said in this room.')
  if (password !== '' && !isInside(room, from.bare)) {
    throw new StanzaError('forbidden', 'Enter this room by its password to read what was said in it.')
  }
}

/** Whether this client may see who is behind the nicks (XEP-0045 §4.2): moderators, and those who always become one. */
export function maySeeSenders(room: Room, from: Jid): boolean {
  if (isNonAnonymous(room) || isAtLeast(affiliationOf(room, from.bare), 'admin')) return true
  return occupantOf(room, from.full)?.role === 'moderator'
}
