import { type Element, xml } from '../../../stanza/element.js'
import { NS } from '../../../stanza/namespaces.js'
import type { Capability } from '../../capability.js'
import type { ServiceQuery } from '../../context.js'
import { describeService, displayName } from '../../operations/describe-room.js'
import { appendPage, requestedPage } from '../../operations/list-page.js'
import { answerDisco, hasNode } from './disco.js'

/** XEP-0045 §6.1 to §6.3: the identity and features of the service, and its public rooms. */
export const serviceDisco: Capability = {
  serviceFeatures: [NS.muc, NS.discoInfo, NS.discoItems, NS.resultSet],

  lookUp(stanza, to) {
    const query = to.local === '' && stanza.name === 'iq' ? stanza.getChild('query', NS.discoItems) : undefined
    if (!query || hasNode(query)) return undefined
    return { rooms: { page: requestedPage(query), order: 'address' } }
  },

  onServiceQuery: query => answerDisco(query, { info, items }),
}

function info(query: ServiceQuery): Element {
  return xml('query', NS.discoInfo, ...describeService(query))
}

function items({ found, payload }: ServiceQuery): Element {
  const { rooms = [], start, count } = found.rooms ?? {}
  const items = rooms.map(room => ({
    id: room.id,
    element: xml('item', { jid: room.jid, name: displayName(room) }),
  }))
  return appendPage(xml('query', NS.discoItems), { items, start, count }, payload)
}
