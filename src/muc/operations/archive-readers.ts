import { StanzaError } from '../../stanza/error.js'
import type { Jid } from '../../stanza/jid.js'
import type { RoomContext } from '../context.js'
import { isAtLeast } from '../model/affiliation.js'
import { affiliationOf, isInside, isNonAnonymous, occupantOf, type Room } from '../model/room.js'
import { admittedRole } from './admitted-role.js'

/**
 * Throws `forbidden` if the person may not read the archive. XEP-0313 §"MUC Archives": people who may enter the room
 * now may read it. In a members-only room these are the members, in an open room all people except outcasts. Our own
 * decision for a room with a password: the members. Occupants may read always: the room has let them in. A person whom
 * a capability lets in without an affiliation reads nothing before.
 */
export function refuseReading(context: RoomContext, from: Jid): void {
  const { room } = context
  const affiliation = affiliationOf(room, from.bare)
  if (affiliation === 'outcast') throw new StanzaError('forbidden', 'You are banned from this room.')
  if (isAtLeast(affiliation, 'member') || isInside(room, from.bare)) return
  const { membersOnly, password } = room.record.config
  if (membersOnly) throw new StanzaError('forbidden', 'Only members may read the archive of this room.')
  if (password !== '') throw new StanzaError('forbidden', 'Enter this room by its password to read its archive.')
  if (admittedRole(context, from.bare)) throw new StanzaError('forbidden', 'Enter this room to read its archive.')
}

/** Whether this client may see real JIDs (XEP-0045 §4.2): moderators may, and admins and owners even from outside. */
export function maySeeSenders(room: Room, from: Jid): boolean {
  if (isNonAnonymous(room) || isAtLeast(affiliationOf(room, from.bare), 'admin')) return true
  return occupantOf(room, from.full)?.role === 'moderator'
}
