import { StanzaError } from '../../../stanza/error.js'
import { NS } from '../../../stanza/namespaces.js'
import type { Capability } from '../../capability.js'
import type { Query } from '../../context.js'
import { hasNode } from './disco.js'

/** XEP-0030 §3.2: item-not-found for an unknown node. Comes after all capabilities that have nodes. */
export const unknownNode: Capability = { onQuery: refuse, onServiceQuery: refuse }

function refuse({ namespace, payload }: Query): 'pass' {
  if ((namespace === NS.discoInfo || namespace === NS.discoItems) && hasNode(payload)) {
    throw new StanzaError('item-not-found', 'There is no such node here.')
  }
  return 'pass'
}
