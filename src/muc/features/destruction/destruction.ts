import { attr } from '../../../stanza/element.js'
import { StanzaError } from '../../../stanza/error.js'
import { parseBareJid } from '../../../stanza/jid.js'
import { NS } from '../../../stanza/namespaces.js'
import type { Capability } from '../../capability.js'
import { affiliationOf } from '../../model/room.js'
import { destroyRoom } from '../../operations/destroy-room.js'
import { destroyRooms, destroyThis } from './commands.js'

/**
 * XEP-0045 §10.9, and as ad-hoc commands (XEP-0050): an owner destroys the room, with a reason and an alternate room.
 */
export const destruction: Capability = {
  commands: [destroyThis],
  serviceCommands: [destroyRooms],

  onQuery(query) {
    const { room, from, namespace, payload, type } = query
    const destroy = payload.getChild('destroy')
    if (namespace !== NS.mucOwner || type !== 'set' || !destroy) return 'pass'
    if (affiliationOf(room, from.bare) !== 'owner') {
      throw new StanzaError('forbidden', 'Only an owner may destroy the room.')
    }
    const jid = attr(destroy, 'jid')
    const alternate = jid === undefined ? undefined : parseBareJid(jid)?.bare
    if (jid !== undefined && alternate === undefined) {
      throw new StanzaError('jid-malformed', 'The alternate room is not the address of a room.')
    }
    const reason = destroy.getChildText('reason') ?? undefined
    const password = destroy.getChildText('password') ?? undefined
    destroyRoom(query, { alternate, reason, password })
    return 'handled'
  },
}
