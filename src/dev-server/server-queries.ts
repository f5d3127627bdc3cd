import { attr, childElements, type Element, xml } from '../stanza/element.js'
import { bareOf, type Jid } from '../stanza/jid.js'
import { NS } from '../stanza/namespaces.js'
import { STREAM_NS } from '../streams/stream-namespaces.js'

/** The facts in the answers. */
export type Queried = {
  readonly domain: string
  /** The domains of all components, connected or not. */
  readonly components: readonly string[]
}

const HOST_FEATURES = [NS.discoInfo, NS.discoItems, NS.ping, STREAM_NS.vcard]

/**
 * The result of an IQ request to the host or to an account's bare address; undefined if the server does not support it.
 * Users may query only the vCard of other accounts.
 */
export function answerQuery(iq: Element, to: Jid, queried: Queried): Element | undefined {
  const [request] = childElements(iq)
  const type = attr(iq, 'type')
  if (!request || attr(request, 'node') !== undefined) return undefined
  const key = `${type} ${request.name} ${attr(request, 'xmlns')}`
  const answer = to.local === '' ? hostAnswer(key, queried) : accountAnswer(key, isOwn(iq, to))
  return answer && xml('iq', { type: 'result', id: iq.attrs['id'], from: to.full, to: iq.attrs['from'] }, ...answer)
}

function isOwn(iq: Element, to: Jid): boolean {
  return bareOf(attr(iq, 'from') ?? '') === to.bare
}

function hostAnswer(key: string, { domain, components }: Queried): Element[] | undefined {
  switch (key) {
    case `get query ${NS.discoInfo}`:
      return [hostInfo(domain)]
    case `get query ${NS.discoItems}`:
      return [xml('query', NS.discoItems, ...components.map(jid => xml('item', { jid })))]
    case `get vCard ${STREAM_NS.vcard}`:
      return [xml('vCard', STREAM_NS.vcard)]
    case `get ping ${NS.ping}`:
    case `set session ${STREAM_NS.session}`:
      return []
    default:
      return undefined
  }
}

function hostInfo(domain: string): Element {
  const features = HOST_FEATURES.map(name => xml('feature', { var: name }))
  return xml(
    'query',
    NS.discoInfo,
    xml('identity', { category: 'server', type: 'im', name: `Dev server of ${domain}` }),
    ...features,
  )
}

function accountAnswer(key: string, isOwner: boolean): Element[] | undefined {
  if (key === `get vCard ${STREAM_NS.vcard}`) return [xml('vCard', STREAM_NS.vcard)]
  if (!isOwner) return undefined
  switch (key) {
    case `get query ${STREAM_NS.roster}`:
      return [xml('query', STREAM_NS.roster)]
    // The roster is not stored; clients only need the result.
    case `set query ${STREAM_NS.roster}`:
    case `get ping ${NS.ping}`:
    case `set session ${STREAM_NS.session}`:
      return []
    default:
      return undefined
  }
}
