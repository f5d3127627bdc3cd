import { NS } from '../../stanza/namespaces.js'
import type { Capability } from '../capability.js'
import type { Outcome, Query } from '../context.js'

/** XEP-0199: the service and its rooms answer pings. */
export const ping: Capability = {
  serviceFeatures: [NS.ping],
  features: () => [NS.ping],
  onQuery: answer,
  onServiceQuery: answer,
}

/** The dispatcher sends the empty result. */
function answer({ namespace, type }: Query): Outcome {
  return namespace === NS.ping && type === 'get' ? 'handled' : 'pass'
}
