import type { Element } from '../../stanza/element.js'
import { NS } from '../../stanza/namespaces.js'

/** The password in an entry's presence (XEP-0045 §7.2.5); undefined if there is none. */
export function passwordIn({ presence }: { readonly presence: Element }): string | undefined {
  return presence.getChild('x', NS.muc)?.getChildText('password') ?? undefined
}
