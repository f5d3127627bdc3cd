import type { Element } from '../../stanza/element.js'
import { NS } from '../../stanza/namespaces.js'

/** The password that an entry gives (XEP-0045 §7.2.5); undefined where it gives none. */
export function passwordIn({ presence }: { readonly presence: Element }): string | undefined {
  return presence.getChild('x', NS.muc)?.getChildText('password') ?? undefined
}
