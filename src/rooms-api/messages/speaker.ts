import { isAtLeast } from '../../muc/model/affiliation.js'
import type { Occupant } from '../../muc/model/occupant.js'
import { affiliationOf, occupantsOf, type Room, roleOnEntry } from '../../muc/model/room.js'
import { refuseNickOfOthers, reservedNickOf } from '../../muc/operations/reserve-nick.js'
import { StanzaError } from '../../stanza/error.js'
import { type Jid, parseBareJid, prepareNick } from '../../stanza/jid.js'
import { Refusal } from '../refusal.js'

/**
 * The person (a bare JID) as an occupant: the one in the room, else one without a client, whom no presence announces.
 * Clients show messages of such a nick, as they do with those of the history. Our own decision: only members speak from
 * outside, since moderators see no address of a person who is not in the room. The nick is the reserved one, or the local
 * part of the address. Throws `not-registered`, or `conflict` if the nick is another person's.
 */
export function speakerOf(room: Room, user: string): Occupant {
  const inside = occupantsOf(room, user)[0]
  if (inside) return inside
  if (!isAtLeast(affiliationOf(room, user), 'member')) {
    throw new Refusal('not-registered', 'Only members of the room, and people who are in it, write to it.')
  }
  const nick = reservedNickOf(room, user) || prepareNick(jidOf(user).local)
  if (nick === undefined) throw new StanzaError('conflict', 'Your name is no nick; reserve a nick in this room first.')
  refuseNickOfOthers(room, nick, user)
  return { nick, user, role: roleOnEntry(room, user), sessions: [] }
}

/** The JID of a person or a room that is known to be one. */
export function jidOf(bare: string): Jid {
  const jid = parseBareJid(bare)
  if (!jid) throw new StanzaError('jid-malformed', `${bare} is no address.`)
  return jid
}
