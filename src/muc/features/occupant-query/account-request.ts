import { attr, type Element } from '../../../stanza/element.js'
import { NS } from '../../../stanza/namespaces.js'

const VCARDS: readonly unknown[] = [NS.vcard, 'urn:ietf:params:xml:ns:vcard-4.0']
/** The nodes of an avatar (XEP-0084) and of a vCard4 (XEP-0292 §3). */
const PROFILE_NODES: readonly unknown[] = ['urn:xmpp:avatar:metadata', 'urn:xmpp:avatar:data', 'urn:xmpp:vcard4']

/** Whether the account answers a request with this payload, not a client (XEP-0054, XEP-0163, XEP-0292). */
export function isForAccount(payload: Element): boolean {
  return payload.getNS() === NS.pubsub || VCARDS.includes(payload.getNS())
}

/** Whether a request reads the vCard or the avatar of a person: how clients show people, not a query of a client. */
export function asksForProfile({ type, payload }: { readonly type: string; readonly payload: Element }): boolean {
  if (type !== 'get') return false
  if (VCARDS.includes(payload.getNS())) return true
  const items = payload.is('pubsub', NS.pubsub) ? payload.getChild('items') : undefined
  return items !== undefined && PROFILE_NODES.includes(attr(items, 'node'))
}
