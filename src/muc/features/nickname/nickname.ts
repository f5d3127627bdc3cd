import { attr } from '../../../stanza/element.js'
import { NS } from '../../../stanza/namespaces.js'
import type { Capability } from '../../capability.js'
import { occupantOf } from '../../model/room.js'
import { changeNick } from '../../operations/change-nick.js'
import { answerTo } from '../../operations/occupant-presence.js'
import { lockedNickOf, refuseNickOfOthers } from '../../operations/reserve-nick.js'
import { sessionFrom } from '../../operations/session-from.js'
import { withHook } from '../../operations/with-hook.js'
import { nickLock, refuseLocked } from './lock.js'

/** XEP-0045 §7.2.8: refuses a nick that another person uses or has reserved; §7.6: changes the nick of an occupant. */
export const nickname: Capability = {
  ...nickLock,

  mayEnter: ({ room, nick, from }) => refuseNickOfOthers(room, nick, from.bare),

  onPresence(context) {
    const { room, from, nick, presence } = context
    const was = room && occupantOf(room, from.full)
    if (!was || attr(presence, 'type') !== undefined || was.nick === nick) return 'pass'
    const entersAgain = presence.getChild('x', NS.muc) !== undefined
    // `enter` assigns the reserved nick.
    if (entersAgain && lockedNickOf(room, from.bare) === was.nick) return 'pass'
    refuseLocked(room, was, nick)
    refuseNickOfOthers(room, nick, from.bare)
    const session = sessionFrom({ ...context, room })
    const answers = entersAgain ? undefined : answerTo(presence, from)
    const now = changeNick({ ...context, room }, { was, nick, session, answers })
    // §17.3: a client that enters again has lost its state, so it gets presence, history and subject again.
    if (entersAgain) {
      const entered = { ...context, room, occupant: now, session: from.full, isReentry: true, created: false }
      for (const capability of withHook(context.capabilities, 'onEntered')) capability.onEntered(entered)
    }
    return 'handled'
  },
}
