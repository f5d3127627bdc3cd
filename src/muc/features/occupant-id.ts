import { NS } from '../../stanza/namespaces.js'
import type { Capability, Shown } from '../capability.js'
import { occupantIdElement } from '../operations/occupant-id.js'

/** XEP-0421: each presence and message of an occupant has an id that stays the same after a change of nick. */
export const occupantId: Capability = {
  serviceFeatures: [NS.occupantId],
  features: () => [NS.occupantId],
  presenceMarks: idOf,
  messageMarks: idOf,
}

function idOf(context: Shown) {
  return [occupantIdElement(context, context.room, context.occupant.user)]
}
