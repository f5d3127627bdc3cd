import { attr, copyOf, type Element, xml } from '../stanza/element.js'
import { bareOf } from '../stanza/jid.js'
import { NS } from '../stanza/namespaces.js'

const ANY_VERSION = /^urn:xmpp:privilege:\d+$/

/** Which hosts let us send messages in the name of their users (XEP-0356), for as long as the link lasts. */
export interface PrivilegeGrants {
  /** Reads an advert; false where the stanza is none. */
  takes(stanza: Element): boolean
  /** The namespace in which the host understands the privilege (servers differ); undefined where it granted none. */
  namespaceOf(host: string): string | undefined
  /** The host refused to use its own grant: it counts as not granted until it is advertised again. */
  withdraw(host: string): void
  /** A new link starts with no grants: the server advertises them again. */
  forgetAll(): void
}

/** Starts with no grants. */
export function privilegeGrants(): PrivilegeGrants {
  const namespaces = new Map<string, string>()
  return {
    takes(stanza) {
      const advert = stanza.name === 'message' ? stanza.getChildElements().find(isAdvert) : undefined
      const host = attr(stanza, 'from')
      // Only a host speaks for itself. What a user sends in this namespace is an ordinary stanza.
      if (!advert || !host || /[@/]/.test(host) || attr(stanza, 'type') === 'error') return false
      const namespace = advert.getNS()
      if (namespace && maySend(advert)) namespaces.set(host, namespace)
      else namespaces.delete(host)
      return true
    },
    namespaceOf: host => namespaces.get(host),
    withdraw: host => void namespaces.delete(host),
    forgetAll: () => namespaces.clear(),
  }
}

/**
 * XEP-0356 §5: wraps a message for the host of its sender. The outer message must come from the bare `domain` of the
 * component (ejabberd), the inner one from a bare JID. Both carry the id, so that a refusal names the message.
 */
export function privilegedMessage(options: {
  message: Element
  domain: string
  host: string
  namespace: string
}): Element {
  const { message, domain, host, namespace } = options
  const inner = copyOf(message)
  inner.attrs['xmlns'] = NS.client
  inner.attrs['from'] = bareOf(attr(message, 'from') ?? '')
  const forwarded = xml('forwarded', { xmlns: NS.forward }, inner)
  return xml(
    'message',
    { from: domain, to: host, id: attr(message, 'id') },
    xml('privilege', { xmlns: namespace }, forwarded),
  )
}

/** What to change in the server's configuration so that `host` grants the privilege. */
export function grantAdvice(host: string, domain: string): string {
  return (
    `${host} does not let ${domain} send in the name of its users (XEP-0356), so invitations come from the room. ` +
    `Prosody: load the module "privilege" for both and set privileged_entities = { ["${domain}"] = ` +
    `{ message = "outgoing" } } below VirtualHost "${host}". ejabberd: mod_privilege: {message: {outgoing: RULE}}, ` +
    `with a RULE in access_rules that allows the server ${domain}.`
  )
}

/** What else comes in the namespace (a message of ours that is bounced) holds no `<perm/>`. */
function isAdvert(element: Element): boolean {
  const named = element.getName() === 'privilege' && ANY_VERSION.test(element.getNS() ?? '')
  return named && element.getChild('perm') !== undefined
}

/** ejabberd lists what it does not grant too, with the type `none`. */
function maySend(advert: Element): boolean {
  return advert
    .getChildren('perm')
    .some(perm => attr(perm, 'access') === 'message' && attr(perm, 'type') === 'outgoing')
}
