import { attr, childElements, type Element, xml } from '../stanza/element.js'
import { StanzaError } from '../stanza/error.js'
import { type Jid, parseJid } from '../stanza/jid.js'
import { NS } from '../stanza/namespaces.js'

/** The advert that a component may send messages as the host's users (XEP-0356 §5.2). */
export function messagePrivilege(domain: string, component: string, namespace: string): Element {
  return xml(
    'message',
    { from: domain, to: component, id: 'privilege' },
    xml('privilege', namespace, xml('perm', { access: 'message', type: 'outgoing' })),
  )
}

/**
 * The message inside a component's `<privilege/>` (XEP-0356 §5.3), ready to be routed, or its refusal, as in Prosody's
 * mod_privilege. Undefined if the message has no privilege element of this namespace.
 */
export function privilegedMessage(
  message: Element,
  domain: string,
  namespace: string,
): Element | StanzaError | undefined {
  const privilege = message.getChild('privilege', namespace)
  if (!privilege) return undefined
  const [forwarded, ...more] = childElements(privilege)
  const inner = forwarded?.is('forwarded', NS.forward) ? forwarded.getChild('message', NS.client) : undefined
  if (!inner || more.length > 0) {
    return new StanzaError('bad-request', "Forward one <message xmlns='jabber:client'/> (XEP-0356, section 5.3).")
  }
  const from = parseJid(attr(inner, 'from') ?? '')
  if (!from || !isBareJidOf(domain, from)) {
    return new StanzaError('forbidden', `The forwarded message must be from a bare JID of ${domain}.`)
  }
  if (attr(inner, 'to') === undefined) return new StanzaError('bad-request', 'The forwarded message has no "to".')
  const { xmlns: _, ...attrs } = inner.attrs
  const outgoing = xml('message', { ...attrs, from: from.bare })
  outgoing.children = inner.children
  return outgoing
}

function isBareJidOf(domain: string, jid: Jid): boolean {
  return jid.domain === domain && jid.resource === ''
}
