import { NS } from '../../stanza/namespaces.js'
import type { Capability } from '../capability.js'
import { ownOccupantId } from '../operations/occupant-id.js'

/** XEP-0421: each presence and message of an occupant has an id that stays the same after a change of nick. */
export const occupantId: Capability = {
  serviceFeatures: [NS.occupantId],
  features: () => [NS.occupantId],
  presenceExtensions: (context, occupant) => [ownOccupantId(context, occupant)],
  messageExtensions: (context, occupant) => [ownOccupantId(context, occupant)],
}
