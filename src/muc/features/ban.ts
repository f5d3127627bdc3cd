import { StanzaError } from '../../stanza/error.js'
import type { Capability } from '../capability.js'

/** XEP-0045 §7.2.7: an outcast may not enter. */
export const ban: Capability = {
  mayEnter({ affiliation }) {
    if (affiliation === 'outcast') throw new StanzaError('forbidden', 'You are banned from this room.')
  },
}
