import type { Context } from '../../src/muc/context.js'
import type { Occupant } from '../../src/muc/model/occupant.js'
import type { Room } from '../../src/muc/model/room.js'
import { presenceExtensions } from '../../src/muc/operations/occupant-presence.js'
import { messageExtensions } from '../../src/muc/operations/sanitise-message.js'
import { withHook } from '../../src/muc/operations/with-hook.js'
import type { Service } from '../../src/service/types.js'
import { serviceCapabilities } from '../../src/state/capabilities.js'

/** What these rooms add to their stanzas, as XML text: with what is kept from earlier stanzas, and computed again. */
export async function keptAndFresh(
  service: Service,
  jids: readonly string[],
): Promise<{ kept: string[]; fresh: string[] }> {
  return service.run({}, turn => {
    const rooms = jids.flatMap(jid => turn.rooms.get(jid) ?? [])
    const again = { ...turn, capabilities: serviceCapabilities('1') }
    return {
      kept: rooms.flatMap(room => added(turn, room, [...room.occupants.values()])),
      // Capabilities that have kept nothing, and equal occupants for which nothing is kept.
      fresh: rooms.flatMap(room =>
        added(
          again,
          room,
          [...room.occupants.values()].map(occupant => ({ ...occupant })),
        ),
      ),
    }
  })
}

function added(context: Context, room: Room, occupants: readonly Occupant[]): string[] {
  const ofRoom = withHook(context.capabilities, 'roomExtensions').flatMap(it => it.roomExtensions({ ...context, room }))
  const ofOccupants = occupants.flatMap(occupant => {
    const inRoom = { ...context, room }
    return [...presenceExtensions(inRoom, occupant), ...messageExtensions(inRoom, occupant)]
  })
  return [...ofRoom, ...ofOccupants].map(String)
}
