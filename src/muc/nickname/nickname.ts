import { attr } from '../../stanza/element.js'
import { StanzaError } from '../../stanza/error.js'
import { NS } from '../../stanza/namespaces.js'
import type { Capability } from '../capability.js'
import { changeNick } from '../nick-change.js'
import { shownOf } from '../presence.js'
import { lockedNickOf, refuseNickOfOthers } from '../reserved-nick.js'
import { occupantOf, type Room } from '../room.js'

/** XEP-0045 §7.2.8: nobody takes the nick of another; §7.6: an occupant changes theirs. */
export const nickname: Capability = {
  mayEnter: ({ room, nick, from }) => refuseNickOfOthers(room, nick, from.bare),

  onPresence(context) {
    const { room, from, nick, presence } = context
    const was = room && occupantOf(room, from.full)
    if (!was || attr(presence, 'type') !== undefined || was.nick === nick) return 'pass'
    const entersAgain = presence.getChild('x', NS.muc) !== undefined
    // Who enters again gets the reserved nick anyway (`enter`).
    if (entersAgain && lockedNickOf(room, from.bare) === was.nick) return 'pass'
    refuseOtherThanReserved(room, nick, from.bare)
    refuseNickOfOthers(room, nick, from.bare)
    const session = { jid: from.full, presence: shownOf(presence) }
    const now = changeNick({ ...context, room }, { was, nick, session })
    // A client that enters again under another nick has forgotten the room: it gets everything anew (§17.3).
    if (entersAgain) {
      const entered = { ...context, room, occupant: now, session: from.full, again: true, created: false }
      for (const capability of context.capabilities) capability.onEntered?.(entered)
    }
    return 'handled'
  },
}

/** §7.6: nicks that are locked down do not change. */
function refuseOtherThanReserved(room: Room, nick: string, user: string): void {
  const locked = lockedNickOf(room, user)
  if (locked === undefined || locked === nick) return
  throw new StanzaError(
    'not-acceptable',
    `In this room you are called ${locked}, the nick you have reserved.`,
    'cancel',
  )
}
