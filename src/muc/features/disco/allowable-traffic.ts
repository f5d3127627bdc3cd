import { attr } from '../../../stanza/element.js'
import { StanzaError } from '../../../stanza/error.js'
import { NS } from '../../../stanza/namespaces.js'
import type { Capability } from '../../capability.js'

/**
 * XEP-0045 §18.1.1: a room that discards extensions lists the allowed ones. Our rooms pass on all extensions except
 * forged ones of the room itself, so they have no list.
 */
export const allowableTraffic: Capability = {
  onQuery({ namespace, payload }) {
    if (namespace !== NS.discoInfo || attr(payload, 'node') !== NS.mucTraffic) return 'pass'
    throw new StanzaError('feature-not-implemented', 'This room passes on all extensions.')
  },
}
