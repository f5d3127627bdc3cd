import { attr, childElements, type Element, xml } from '../stanza/element.js'
import { errorReply, StanzaError } from '../stanza/error.js'
import { NS } from '../stanza/namespaces.js'
import { STREAM_NS } from '../streams/stream-namespaces.js'

/**
 * The answer to an IQ request that a client sends to the guest's own account (RFC 6120 §10.3.3), as far as a guest has
 * one: no contacts, no vCard, and neither archive, blocking, carbons nor storage. Undefined for what needs no answer.
 */
export function answerOfOwnAccount(iq: Element): Element | undefined {
  const [request] = childElements(iq)
  const key = request ? `${attr(iq, 'type')} ${request.name} ${attr(request, 'xmlns')}` : ''
  const payload = request && attr(request, 'node') === undefined ? payloadOf(key) : undefined
  if (!payload) return errorReply(iq, new StanzaError('service-unavailable', 'A guest has no account that does this.'))
  return xml('iq', { type: 'result', id: iq.attrs['id'], from: iq.attrs['to'], to: iq.attrs['from'] }, ...payload)
}

function payloadOf(key: string): Element[] | undefined {
  switch (key) {
    case `get query ${STREAM_NS.roster}`:
      return [xml('query', STREAM_NS.roster)]
    case `get vCard ${NS.vcard}`:
      return [xml('vCard', NS.vcard)]
    case `get query ${NS.discoInfo}`:
      return [accountInfo()]
    case `get query ${NS.discoItems}`:
      return [xml('query', NS.discoItems)]
    case `get ping ${NS.ping}`:
    case `set session ${STREAM_NS.session}`:
      return []
    default:
      return undefined
  }
}

/** XEP-0030: an account for a while, as that of SASL ANONYMOUS (XEP-0175 §2). */
function accountInfo(): Element {
  const features = [NS.discoInfo, NS.discoItems, NS.ping, NS.vcard].map(name => xml('feature', { var: name }))
  return xml('query', NS.discoInfo, xml('identity', { category: 'account', type: 'anonymous' }), ...features)
}
