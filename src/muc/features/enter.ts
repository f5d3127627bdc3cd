import { attr } from '../../stanza/element.js'
import { NS } from '../../stanza/namespaces.js'
import type { Capability } from '../capability.js'
import type { Entered, PresenceContext, RoomContext } from '../context.js'
import { type Occupant, withSession } from '../model/occupant.js'
import { affiliationOf, occupantOf, type Room, roleOnEntry } from '../model/room.js'
import { admittedRole } from '../operations/admitted-role.js'
import { changeOccupant } from '../operations/change-occupant.js'
import { createRoom, refuseCreation } from '../operations/create-room.js'
import { passwordIn } from '../operations/entry-password.js'
import { lockedNickOf } from '../operations/reserve-nick.js'
import { sessionFrom } from '../operations/session-from.js'
import { withHook } from '../operations/with-hook.js'

/** XEP-0045 §7.2: entering a room; §10.1: the first entry creates it. */
export const enter: Capability = {
  onPresence(context) {
    const { presence, room, from } = context
    const x = presence.getChild('x', NS.muc)
    if (!x || attr(presence, 'type') !== undefined) return 'pass'
    const entered = room ? enterExisting(withReservedNick(context, room), room) : enterNew(context)
    context.unreachable.delete({ room: context.to, session: from.full })
    const inside = { ...entered, session: from.full, presence }
    for (const capability of withHook(context.capabilities, 'onEntered')) capability.onEntered(inside)
    return 'handled'
  },
}

/** §7.2.2, §7.10: if the room locks nicks down, a person enters by their reserved nick, not by the requested one. */
function withReservedNick(context: PresenceContext, room: Room): PresenceContext {
  return { ...context, nick: lockedNickOf(room, context.from.bare) ?? context.nick }
}

type EntryResult = Omit<Entered, 'session' | 'presence'>

function enterNew(context: PresenceContext): EntryResult {
  const { settings, to, from, capabilities } = context
  refuseCreation(context, from.bare)
  let config = settings.defaults
  for (const capability of capabilities) config = { ...config, ...capability.initialConfig?.(context) }
  const room = createRoom(context, { jid: to, creator: from.bare, config, locked: true })
  return { ...context, room, occupant: takeNick(context, room), isReentry: false, created: true }
}

/** An occupant who enters again skips the checks, and gets presence, history and subject again (§17.3). */
function enterExisting(context: PresenceContext, room: Room): EntryResult {
  const isReentry = occupantOf(room, context.from.full) !== undefined
  const { capabilities } = context
  const opensRoom = withHook(capabilities, 'onEntering').some(it => it.onEntering({ ...context, room }))
  if (!isReentry) checkEntry({ ...context, room }, opensRoom ? room.record.config.password : passwordIn(context))
  return { ...context, room, occupant: takeNick(context, room), isReentry, created: false }
}

function checkEntry(context: PresenceContext & RoomContext, password: string | undefined): void {
  const affiliation = affiliationOf(context.room, context.from.bare)
  const entry = { ...context, affiliation, password }
  for (const capability of withHook(context.capabilities, 'mayEnter')) capability.mayEnter(entry)
}

/** All sessions of a person with the same nick are one occupant (§7.2.8). */
function takeNick(context: PresenceContext, room: Room): Occupant {
  const { batch, from, nick } = context
  const session = sessionFrom({ ...context, room })
  const was = room.occupants.get(nick)
  const role = admittedRole({ ...context, room }, from.bare) ?? roleOnEntry(room, from.bare)
  const now = was ? withSession(was, session) : { nick, user: from.bare, role, sessions: [session] }
  changeOccupant({ batch, room }, { was, now })
  return now
}
