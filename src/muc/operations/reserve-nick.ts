import { StanzaError } from '../../stanza/error.js'
import type { RoomContext } from '../context.js'
import type { Room } from '../model/room.js'
import { changeNick } from './change-nick.js'

/** The nick that a person (a bare JID) has reserved in the room (XEP-0045 §7.10, §9.3); empty where none. */
export function reservedNickOf({ affiliations }: Room, user: string): string {
  return affiliations.get(user)?.nick ?? ''
}

/** The nick to which the room holds a person, where it locks nicks down (§7.10); undefined where they may choose. */
export function lockedNickOf(room: Room, user: string): string | undefined {
  return (room.record.config.reservedNicksOnly && reservedNickOf(room, user)) || undefined
}

/** §7.2.8, §7.6, §7.10: throws `conflict` where another bears the nick or has reserved it, be they here or away. */
export function refuseNickOfOthers(room: Room, nick: string, user: string): void {
  const holder = room.occupants.get(nick)
  if (holder && holder.user !== user) throw new StanzaError('conflict', `Somebody else is called ${nick} here.`)
  const owner = room.reservedNicks.get(nick)
  if (owner !== undefined && owner !== user) throw new StanzaError('conflict', `${nick} is reserved for somebody else.`)
}

/** Reserves a nick for a person who has an affiliation; an empty one frees what they have. A ban has none. */
export function reserveNick(context: RoomContext, { user, nick }: { user: string; nick: string }): void {
  const { batch, room } = context
  const was = room.affiliations.get(user)
  if (!was || was.affiliation === 'outcast' || was.nick === nick) return
  refuseNickOfOthers(room, nick, user)
  batch.change({ kind: 'affiliation', room: room.record.jid, user, was, now: { ...was, nick } })
  enforceReservedNick(context, user)
}

/** Where nicks are locked down, who is in the room by another gets the reserved one; 210 says so to all (§7.10). */
export function enforceReservedNick(context: RoomContext, user: string): void {
  const nick = lockedNickOf(context.room, user)
  if (nick === undefined) return
  for (const was of [...context.room.occupants.values()]) {
    if (was.user === user && was.nick !== nick) changeNick(context, { was, nick, codes: [210] })
  }
}
