import { attr } from '../../stanza/element.js'
import { StanzaError } from '../../stanza/error.js'
import { NS } from '../../stanza/namespaces.js'
import type { Capability, PresenceContext } from '../capability.js'
import { type Occupant, withSession } from '../occupant.js'
import { changeOccupant } from '../occupant-change.js'
import { broadcastPresence, shownOf } from '../presence.js'
import { occupantOf, type Room } from '../room.js'

/** XEP-0045 §7.2.8: nobody takes the nick of another; §7.6: an occupant changes theirs. */
export const nickname: Capability = {
  mayEnter: ({ room, nick, from }) => refuseTaken(room, nick, from.bare),

  onPresence(context) {
    const { room, from, nick, presence } = context
    const was = room && occupantOf(room, from.full)
    if (!was || attr(presence, 'type') !== undefined || was.nick === nick) return 'pass'
    refuseTaken(room, nick, from.bare)
    const now = changeNick({ ...context, room }, was)
    // A client that enters again under another nick has forgotten the room: it gets everything anew (§17.3).
    if (presence.getChild('x', NS.muc)) {
      const entered = { ...context, room, occupant: now, session: from.full, again: true, created: false }
      for (const capability of context.capabilities) capability.onEntered?.(entered)
    }
    return 'handled'
  },
}

function refuseTaken(room: Room, nick: string, user: string): void {
  const holder = room.occupants.get(nick)
  if (holder && holder.user !== user) throw new StanzaError('conflict', `Somebody else is called ${nick} here.`)
}

/** All sessions of the occupant go along; with sessions that the person has under the new nick they become one. */
function changeNick(context: PresenceContext & { room: Room }, was: Occupant): Occupant {
  const { batch, room, from, nick, presence } = context
  const target = room.occupants.get(nick)
  const session = { jid: from.full, presence: shownOf(presence) }
  const moved = was.sessions.reduce(withSession, target ?? { ...was, nick, sessions: [] })
  const now = withSession(moved, session)
  changeOccupant({ batch, room }, { was, now: undefined })
  broadcastPresence({ ...context, room }, { occupant: was, codes: [303], leaves: { newNick: nick } })
  changeOccupant({ batch, room }, { was: target, now })
  broadcastPresence({ ...context, room }, { occupant: now })
  return now
}
