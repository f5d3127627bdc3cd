import { StanzaError } from '../../stanza/error.js'
import type { RoomContext } from '../context.js'
import { occupantsOf, type Room } from '../model/room.js'
import { changeNick } from './change-nick.js'
import { nickOfRoom } from './describe-room.js'

/** The reserved nick of a person (a bare JID) in the room (XEP-0045 §7.10, §9.3); empty if there is none. */
export function reservedNickOf({ affiliations }: Room, user: string): string {
  return affiliations.get(user)?.nick ?? ''
}

/** The nick that a person must use because the room locks nicks down (XEP-0045 §7.10); undefined if they may choose. */
export function lockedNickOf(room: Room, user: string): string | undefined {
  return (room.record.config.reservedNicksOnly && reservedNickOf(room, user)) || undefined
}

/**
 * Throws `conflict` if another person uses the nick or has reserved it (XEP-0045 §7.2.8, §7.6, §7.10), or if the room
 * itself uses it.
 */
export function refuseNickOfOthers(room: Room, nick: string, user: string): void {
  if (nick.toLowerCase() === nickOfRoom(room)) throw new StanzaError('conflict', `The nick ${nick} is the room's own.`)
  const holder = room.occupants.get(nick)
  if (holder && holder.user !== user) throw new StanzaError('conflict', `The nick ${nick} is in use.`)
  const owner = room.reservedNicks.get(nick)
  if (owner !== undefined && owner !== user)
    throw new StanzaError('conflict', `The nick ${nick} is reserved for another person.`)
}

/**
 * Reserves a nick for a person (a bare JID) with an affiliation; an empty nick frees the reserved one. Does nothing for
 * outcasts and people without an affiliation. Throws `conflict` if the nick is another person's.
 */
export function reserveNick(context: RoomContext, { user, nick }: { user: string; nick: string }): void {
  const { batch, room } = context
  const was = room.affiliations.get(user)
  if (!was || was.affiliation === 'outcast' || was.nick === nick) return
  refuseNickOfOthers(room, nick, user)
  batch.change({ kind: 'affiliation', room: room.record.jid, user, was, now: { ...was, nick } })
  enforceReservedNick(context, user)
}

/**
 * If nicks are locked down, changes the nick of a person (a bare JID) to the reserved one, with 210 (XEP-0045 §7.10).
 */
export function enforceReservedNick(context: RoomContext, user: string): void {
  const nick = lockedNickOf(context.room, user)
  if (nick === undefined) return
  for (const was of occupantsOf(context.room, user)) {
    if (was.nick !== nick) changeNick(context, { was, nick, codes: [210] })
  }
}
