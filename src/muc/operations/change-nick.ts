import type { RoomContext } from '../context.js'
import { type Occupant, type Session, withSession } from '../model/occupant.js'
import { broadcastPresence } from './broadcast-presence.js'
import { changeOccupant } from './change-occupant.js'
import type { Answered } from './occupant-presence.js'

export type NickChange = {
  readonly was: Occupant
  /** Prepared; not the nick or reserved nick of another person. */
  readonly nick: string
  /** The session that asked for it, with the payloads of its presence. */
  readonly session?: Session
  /** The presence that asked for it. */
  readonly answers?: Answered | undefined
  /** Status codes for the presence with the new nick (XEP-0045 §15.6.2). */
  readonly codes?: readonly number[]
}

/**
 * Changes the nick of an occupant with all sessions, and broadcasts it (XEP-0045 §7.6). If the person is already in the
 * room under the new nick, the two occupants become one.
 */
export function changeNick(context: RoomContext, { was, nick, session, answers, codes = [] }: NickChange): Occupant {
  const target = context.room.occupants.get(nick)
  const moved = was.sessions.reduce(withSession, target ?? { ...was, nick, sessions: [] })
  const now = session ? withSession(moved, session) : moved
  changeOccupant(context, { was, now: undefined })
  broadcastPresence(context, { occupant: was, codes: [303], leaves: { newNick: nick } })
  changeOccupant(context, { was: target, now })
  broadcastPresence(context, { occupant: now, codes, answers })
  return now
}
