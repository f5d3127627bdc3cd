import { NS } from '../../stanza/namespaces.js'
import type { Capability } from '../capability.js'
import type { OccupantContext } from '../context.js'
import { occupantIdElement } from '../operations/occupant-id.js'

/** XEP-0421: all that an occupant does in the room is marked with one id, in every room of the service. */
export const occupantId: Capability = {
  serviceFeatures: [NS.occupantId],
  features: () => [NS.occupantId],
  presenceExtensions: mark,
  messageExtensions: mark,
}

function mark(shown: OccupantContext) {
  return [occupantIdElement(shown, shown.room, shown.occupant.user)]
}
