import { StanzaError } from '../../../stanza/error.js'
import { NS } from '../../../stanza/namespaces.js'
import type { Capability } from '../../capability.js'
import type { Query } from '../../context.js'
import { asksForNode } from './disco.js'

/** XEP-0030 §3.2: a node that nobody knows. Comes after every capability that has nodes. */
export const unknownNode: Capability = { onQuery: refuse, onServiceQuery: refuse }

function refuse({ namespace, payload }: Query): 'pass' {
  if ((namespace === NS.discoInfo || namespace === NS.discoItems) && asksForNode(payload)) {
    throw new StanzaError('item-not-found', 'There is no such node here.')
  }
  return 'pass'
}
