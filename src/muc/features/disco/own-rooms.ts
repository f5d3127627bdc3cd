import { attr, xml } from '../../../stanza/element.js'
import { bareOf } from '../../../stanza/jid.js'
import { NS } from '../../../stanza/namespaces.js'
import type { Capability } from '../../capability.js'

/** In one answer; nobody is in as many rooms. */
const MOST = 1000

/**
 * XEP-0045 §6.7, §18.1.1: the rooms that somebody is in, with their nicks there. The service tells each user their own;
 * those of others are nobody's business (only their clients can tell of them).
 */
export const ownRooms: Capability = {
  lookUp(stanza, to) {
    const query = to.local === '' && stanza.name === 'iq' ? stanza.getChild('query', NS.discoItems) : undefined
    const isAsked = query && attr(query, 'node') === NS.mucRooms
    return isAsked ? { roomsOf: bareOf(attr(stanza, 'from') ?? '') } : undefined
  },

  onServiceQuery({ type, namespace, payload, found, answer }) {
    const isAsked = namespace === NS.discoItems && type === 'get' && attr(payload, 'node') === NS.mucRooms
    if (!isAsked) return 'pass'
    const stays = (found.roomsOf ?? []).slice(0, MOST)
    const items = stays.map(({ room, nick }) => xml('item', { jid: room, name: nick }))
    answer(xml('query', { xmlns: NS.discoItems, node: NS.mucRooms }, ...items))
    return 'handled'
  },
}
