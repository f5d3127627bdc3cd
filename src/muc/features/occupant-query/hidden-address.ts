import { childElements, copyOf, type Element, isElement } from '../../../stanza/element.js'
import { parseJid } from '../../../stanza/jid.js'
import { NS } from '../../../stanza/namespaces.js'

/**
 * A copy in which each attribute or text that is an address of this person is the occupant's instead, and in which an
 * error says no other address (RFC 6120 §8.3.3.5, §8.3.3.14). Clients and servers write such addresses for good reasons: a list of
 * commands (XEP-0050) has them, and answers that come this way are then asked for this way. Without a person, all stays.
 */
export function withoutAddress(element: Element, person: { user: string; occupant: string } | undefined): Element {
  const copy = copyOf(element)
  if (person) hideIn(copy, person)
  return copy
}

/** As deep as a stanza may be (`router.ts`). */
function hideIn(element: Element, person: { user: string; occupant: string }): void {
  const hidden = (text: string) => (isAddressOf(person.user, text) ? person.occupant : text)
  for (const [name, value] of Object.entries(element.attrs)) {
    if (typeof value === 'string') element.attrs[name] = hidden(value)
  }
  element.children = element.children.map(child => (isElement(child) ? child : hidden(child)))
  const isElsewhere = (element.name === 'gone' || element.name === 'redirect') && element.getNS() === NS.stanzas
  if (isElsewhere) element.children = []
  for (const child of childElements(element)) hideIn(child, person)
}

/** A vCard has it as text (XEP-0054 §3.1), and a newer one as a URI (RFC 6351 §3.1). */
function isAddressOf(user: string, text: string): boolean {
  return text.includes('@') && parseJid(text.trim().replace(/^xmpp:/i, ''))?.bare === user
}
