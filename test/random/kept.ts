import type { Context } from '../../src/muc/context.js'
import type { Occupant } from '../../src/muc/model/occupant.js'
import type { Room } from '../../src/muc/model/room.js'
import { currentPresence } from '../../src/muc/operations/current-presence.js'
import { currentState, occupantPresence, presenceExtensions } from '../../src/muc/operations/occupant-presence.js'
import { messageExtensions } from '../../src/muc/operations/sanitise-message.js'
import { withHook } from '../../src/muc/operations/with-hook.js'
import { serviceCapabilities } from '../../src/state/capabilities.js'

/** What these rooms show and add to their stanzas, as XML text: with what is kept from earlier ones, and computed again. */
export function keptAndFresh(turn: Context, jids: readonly string[]): { kept: string[]; fresh: string[] } {
  const rooms = jids.flatMap(jid => turn.rooms.get(jid) ?? [])
  // Capabilities that have kept nothing, and equal occupants for which nothing is kept.
  const again = { ...turn, capabilities: serviceCapabilities('1') }
  const equal = (room: Room) => [...room.occupants.values()].map(occupant => ({ ...occupant }))
  return {
    kept: rooms.flatMap(room => added(turn, room, { occupants: [...room.occupants.values()], shown: currentPresence })),
    fresh: rooms.flatMap(room => added(again, room, { occupants: equal(room), shown: madeAgain })),
  }
}

const madeAgain: typeof currentPresence = (context, occupant, showJid) =>
  occupantPresence(context, { ...currentState(occupant), showJid })

function added(
  context: Context,
  room: Room,
  { occupants, shown }: { occupants: readonly Occupant[]; shown: typeof currentPresence },
): string[] {
  const ofRoom = withHook(context.capabilities, 'roomExtensions').flatMap(it => it.roomExtensions({ ...context, room }))
  const ofOccupants = occupants.flatMap(occupant => {
    const inRoom = { ...context, room }
    const presences = [true, false].map(showJid => shown(inRoom, occupant, showJid))
    return [...presences, ...presenceExtensions(inRoom, occupant), ...messageExtensions(inRoom, occupant)]
  })
  return [...ofRoom, ...ofOccupants].map(String)
}
