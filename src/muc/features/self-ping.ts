import { StanzaError } from '../../stanza/error.js'
import { NS } from '../../stanza/namespaces.js'
import type { Capability } from '../capability.js'
import { occupantOf } from '../model/room.js'

/** XEP-0410: a client pings its own nick to check that it is still in the room. The room answers the ping itself. */
export const selfPing: Capability = {
  features: () => [NS.selfPing],

  onOccupantQuery({ room, from, nick, namespace, type }) {
    if (namespace !== NS.ping || type !== 'get') return 'pass'
    const occupant = occupantOf(room, from.full)
    if (!occupant) throw new StanzaError('not-acceptable', 'You are not in this room; enter it again.')
    return occupant.nick === nick ? 'handled' : 'pass'
  },
}
