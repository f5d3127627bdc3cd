import { attr } from '../../../stanza/element.js'
import { StanzaError } from '../../../stanza/error.js'
import { NS } from '../../../stanza/namespaces.js'
import type { Capability } from '../../capability.js'

/**
 * XEP-0045 §18.1.1: which extensions the room lets through is a question for rooms that discard some. We let all pass
 * but for the words of the room itself, so there is no list of others, and the room says that it has none.
 */
export const allowableTraffic: Capability = {
  onQuery({ namespace, payload }) {
    if (namespace !== NS.discoInfo || attr(payload, 'node') !== NS.mucTraffic) return 'pass'
    throw new StanzaError('feature-not-implemented', 'This room lets all extensions through.')
  },
}
