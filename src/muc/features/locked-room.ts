import { StanzaError } from '../../stanza/error.js'
import type { Capability } from '../capability.js'

/** XEP-0045 §7.2.10, §10.1.1: a new room is locked until its owner has configured it. */
export const lockedRoom: Capability = {
  mayEnter({ room, affiliation }) {
    const { locked, archived } = room.record
    if ((locked && affiliation !== 'owner') || archived) {
      throw new StanzaError('item-not-found', 'There is no such room.')
    }
  },
  entryCodes: ({ created }) => (created ? [201] : []),
}
