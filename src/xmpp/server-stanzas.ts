import { attr, type Element } from '../stanza/element.js'
import { parseJid } from '../stanza/jid.js'

/**
 * Passes the stanzas of the server on, except those that claim to be from a guest: guests come by their own connections.
 * They get no answer, since it would go to the guest.
 */
export function serverStanzas(
  route: (stanza: Element) => void,
  isGuest: (jid: string) => boolean,
): (stanza: Element) => void {
  return stanza => {
    const from = parseJid(attr(stanza, 'from') ?? '')
    if (!from || !isGuest(from.bare)) route(stanza)
  }
}
