import { mapOf, type Room } from '../muc/model/room.js'
import { refuseNickOfOthers } from '../muc/operations/reserve-nick.js'
import { Refusal } from '../rooms-api/refusal.js'
import { StanzaError } from '../stanza/error.js'
import { prepareNick } from '../stanza/jid.js'

/** In characters. Our own decision: longer names fill the list of occupants. */
export const LONGEST_NAME = 64
/** How many numbers are tried beyond one for each person in the room. */
const SPARE_NUMBERS = 10

/** Prepares the name of a guest as a nick (XEP-0045 §17.1), with white space reduced. Throws `malformed-name`. */
export function readName(text: string): string {
  const name = prepareNick(text.replaceAll(/\s+/g, ' ').trim())
  if (name !== undefined && name.length <= LONGEST_NAME) return name
  throw new Refusal('malformed-name', `A name has 1 to ${LONGEST_NAME} visible characters.`)
}

/**
 * The name itself as the nick, or the name with the first number from 2 that makes it free. A nick is taken if an
 * occupant uses it, a person has reserved it, or it was given to another guest. Throws `conflict` if none is free.
 */
export function freeNick({ room, user }: { room: Room; user: string }, name: string): string {
  const given = new Set([...mapOf(room, 'guest').values()].map(guest => guest.name))
  const most = room.occupants.size + room.reservedNicks.size + given.size + SPARE_NUMBERS
  for (let number = 1; number <= most; number++) {
    const nick = number === 1 ? name : `${name} ${number}`
    if (!given.has(nick) && isFree(room, nick, user)) return nick
  }
  throw new StanzaError('conflict', `The nick ${name} is in use.`)
}

function isFree(room: Room, nick: string, user: string): boolean {
  try {
    refuseNickOfOthers(room, nick, user)
    return true
  } catch (thrown) {
    if (thrown instanceof StanzaError) return false
    throw thrown
  }
}
