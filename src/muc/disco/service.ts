import { type Element, xml } from '../../stanza/element.js'
import { NS } from '../../stanza/namespaces.js'
import type { Capability, ServiceQuery } from '../capability.js'
import { describeService, displayName } from '../description.js'
import { answerDisco } from './disco.js'

/** In characters; an answer may be a little longer. */
const LONGEST_LIST = 200 * 1024

/** XEP-0045 §6.1 to §6.3: that this is a multi-user chat service, what it can do, and its public rooms. */
export const serviceDisco: Capability = {
  serviceFeatures: [NS.muc, NS.discoInfo, NS.discoItems],

  lookUp(stanza, to) {
    const isList = stanza.name === 'iq' && to.local === '' && stanza.getChild('query', NS.discoItems) !== undefined
    return isList ? { rooms: { listed: true } } : undefined
  },

  onServiceQuery: query => answerDisco(query, { info, items }),
}

function info(query: ServiceQuery): Element {
  return xml('query', NS.discoInfo, ...describeService(query))
}

/** As many rooms as an answer holds. */
function items({ found }: ServiceQuery): Element {
  const query = xml('query', NS.discoItems)
  let length = 0
  for (const room of found.rooms ?? []) {
    const item = xml('item', { jid: room.jid, name: displayName(room) })
    length += item.toString().length
    if (length > LONGEST_LIST) break
    query.append(item)
  }
  return query
}
