import { attr, xml } from '../../../stanza/element.js'
import { bareOf } from '../../../stanza/jid.js'
import { NS } from '../../../stanza/namespaces.js'
import type { Capability } from '../../capability.js'

/** Rooms in one answer. Our own decision. */
const MOST = 1000

/**
 * XEP-0045 §6.7, §18.1.1: lists the rooms in which the requester is an occupant, with the nicks. Rooms of other users
 * are private: only their own clients may answer such a query.
 */
export const ownRooms: Capability = {
  lookUp(stanza, to) {
    const query = to.local === '' && stanza.name === 'iq' ? stanza.getChild('query', NS.discoItems) : undefined
    const isRequest = query && attr(query, 'node') === NS.mucRooms
    return isRequest ? { roomsOf: bareOf(attr(stanza, 'from') ?? '') } : undefined
  },

  onServiceQuery({ type, namespace, payload, found, answer }) {
    const isRequest = namespace === NS.discoItems && type === 'get' && attr(payload, 'node') === NS.mucRooms
    if (!isRequest) return 'pass'
    const ownNicks = (found.roomsOf ?? []).slice(0, MOST)
    const items = ownNicks.map(({ room, nick }) => xml('item', { jid: room, name: nick }))
    answer(xml('query', { xmlns: NS.discoItems, node: NS.mucRooms }, ...items))
    return 'handled'
  },
}
