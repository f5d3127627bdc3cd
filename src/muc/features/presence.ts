import { attr } from '../../stanza/element.js'
import type { Capability } from '../capability.js'
import { sessionsOf, withSession } from '../model/occupant.js'
import type { Role } from '../model/role.js'
import { occupantOf } from '../model/room.js'
import type { RoomConfig } from '../model/room-config.js'
import { broadcastPresence, broadcastToOthers, sendSelfPresence } from '../operations/broadcast-presence.js'
import { broadcastRoles } from '../operations/broadcast-role-change.js'
import { changeOccupant } from '../operations/change-occupant.js'
import { answerTo } from '../operations/occupant-presence.js'
import { ROLES_INSIDE } from '../operations/role-field.js'
import { sendOccupantList } from '../operations/send-occupant-list.js'
import { sessionFrom } from '../operations/session-from.js'
import { rolesSetting } from '../operations/settings.js'
import { withHook } from '../operations/with-hook.js'

const BROADCAST = 'muc#roomconfig_presencebroadcast'
const LABEL = 'Roles whose presence is broadcast'
/** The role none stands for the presence of absent members, as in Prosody. */
const OFFERED: readonly Role[] = [...ROLES_INSIDE, 'none']

/** XEP-0045 §7.2.2: the presence of newcomers and of the occupants in the room; §7.7: changes of availability. */
export const presence: Capability = {
  settings: [rolesSetting({ key: 'presenceBroadcast', field: BROADCAST, label: LABEL, offered: OFFERED })],
  changeCodes: { presenceBroadcast: codesOf },
  onConfigured: context => broadcastRoles(context, context.was.presenceBroadcast),

  onTick: ({ recentPresences }) => recentPresences.forget(),

  onPresence(context) {
    const { batch, room, from, presence } = context
    const was = room && occupantOf(room, from.full)
    if (!was || attr(presence, 'type') !== undefined) return 'pass'
    const now = withSession(was, sessionFrom({ ...context, room }))
    changeOccupant({ batch, room }, { was, now })
    broadcastPresence({ ...context, room }, { occupant: now, answers: answerTo(presence, from) })
    return 'handled'
  },

  /** First the other occupants, then the self-presence with the status codes of the room (§7.1). */
  onEntered(entered) {
    const { occupant, session, presence, capabilities } = entered
    sendOccupantList(entered, occupant, session)
    const ownCodes = withHook(capabilities, 'entryCodes').flatMap(it => it.entryCodes(entered))
    const answers = answerTo(presence, { full: session })
    sendSelfPresence(entered, { occupant, ownCodes, answers }, [session])
    const otherSessions = sessionsOf(occupant).filter(jid => jid !== session)
    sendSelfPresence(entered, { occupant }, otherSessions)
    broadcastToOthers(entered, { occupant })
  },
}

/** §15.6.2: 102 if absent members are shown from now on, 103 if they no longer are; other changes are 104. */
function codesOf(now: RoomConfig, was: RoomConfig): readonly number[] {
  const shows = (config: RoomConfig, role: Role) => config.presenceBroadcast.includes(role)
  const changed = OFFERED.filter(role => shows(now, role) !== shows(was, role))
  const codes = changed.map(role => (role === 'none' ? (shows(now, role) ? 102 : 103) : 104))
  return [...new Set(codes)]
}
