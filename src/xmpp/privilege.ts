import { attr, copyOf, type Element, xml } from '../stanza/element.js'
import { bareOf } from '../stanza/jid.js'
import { NS } from '../stanza/namespaces.js'

const ANY_VERSION = /^urn:xmpp:privilege:\d+$/

/** The hosts that let us send messages in the name of their users (XEP-0356) on this link. */
export interface PrivilegeGrants {
  /** Reads an advert. False if the stanza is not one. */
  takes(stanza: Element): boolean
  /** The namespace of the privilege on this host (servers differ); undefined if it is not granted. */
  namespaceOf(host: string): string | undefined
  /** The host refused a message despite its grant: the privilege counts as not granted until the next advert. */
  withdraw(host: string): void
  /** Drops all grants: the server advertises them on each link. */
  forgetAll(): void
}

/** Creates a set without grants. */
export function privilegeGrants(): PrivilegeGrants {
  const namespaces = new Map<string, string>()
  return {
    takes(stanza) {
      const advert = stanza.name === 'message' ? stanza.getChildElements().find(isAdvert) : undefined
      const host = attr(stanza, 'from')
      // Adverts come from hosts alone. A stanza of a user in this namespace is an ordinary stanza.
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
 * Wraps a message for the host of its sender (XEP-0356 §5). The outer message must come from the bare `domain` of the
 * component (ejabberd), the inner one from a bare JID. Both carry the id, by which a refusal is matched.
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

/** The change to the server's configuration that makes `host` grant the privilege. */
export function grantAdvice(host: string, domain: string): string {
  return (
    `${host} does not let ${domain} send in the name of its users (XEP-0356), so invitations come from the room. ` +
    `Prosody: load the module "privilege" for both and set privileged_entities = { ["${domain}"] = ` +
    `{ message = "outgoing" } } below VirtualHost "${host}". ejabberd: mod_privilege: {message: {outgoing: RULE}}, ` +
    `with a RULE in access_rules that allows the server ${domain}.`
  )
}

/** Whether the element is an advert; a bounced message of ours has the same namespace, but no `<perm/>`. */
function isAdvert(element: Element): boolean {
  const named = element.getName() === 'privilege' && ANY_VERSION.test(element.getNS() ?? '')
  return named && element.getChild('perm') !== undefined
}

/** ejabberd lists permissions that it does not grant too, with the type `none`. */
function maySend(advert: Element): boolean {
  return advert
    .getChildren('perm')
    .some(perm => attr(perm, 'access') === 'message' && attr(perm, 'type') === 'outgoing')
}
