import { NS } from '../../stanza/namespaces.js'
import type { Capability } from '../capability.js'
import type { OccupantContext } from '../context.js'
import { occupantIdElement } from '../operations/occupant-id.js'

/** XEP-0421: each presence and message of an occupant has an id that stays the same after a change of nick. */
export const occupantId: Capability = {
  serviceFeatures: [NS.occupantId],
  features: () => [NS.occupantId],
  presenceExtensions: idOf,
  messageExtensions: idOf,
}

function idOf(context: OccupantContext) {
  return [occupantIdElement(context, context.room, context.occupant.user)]
}
