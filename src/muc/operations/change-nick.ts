import type { RoomContext } from '../context.js'
import { type Occupant, type Session, withSession } from '../model/occupant.js'
import { broadcastPresence } from './broadcast-presence.js'
import { changeOccupant } from './change-occupant.js'

export type NickChange = {
  readonly was: Occupant
  /** Nobody else's. */
  readonly nick: string
  /** The session that asked for it, with what its presence says now. */
  readonly session?: Session
  /** Status codes that come with the new nick (XEP-0045 §15.6.2). */
  readonly codes?: readonly number[]
}

/**
 * Gives an occupant another nick and tells everybody (XEP-0045 §7.6). All sessions of the occupant go along; with
 * sessions that the person has under the new nick they become one.
 */
export function changeNick(context: RoomContext, { was, nick, session, codes = [] }: NickChange): Occupant {
  const target = context.room.occupants.get(nick)
  const moved = was.sessions.reduce(withSession, target ?? { ...was, nick, sessions: [] })
  const now = session ? withSession(moved, session) : moved
  changeOccupant(context, { was, now: undefined })
  broadcastPresence(context, { occupant: was, codes: [303], leaves: { newNick: nick } })
  changeOccupant(context, { was: target, now })
  broadcastPresence(context, { occupant: now, codes })
  return now
}
