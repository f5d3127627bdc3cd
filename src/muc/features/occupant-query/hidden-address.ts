import { childElements, copyOf, type Element, isElement } from '../../../stanza/element.js'
import { parseJid } from '../../../stanza/jid.js'
import { NS } from '../../../stanza/namespaces.js'

/**
 * Returns a copy in which the occupant JID replaces each attribute or text that is an address of this person, and in
 * which an error names no other address (RFC 6120 §8.3.3.5, §8.3.3.14). A list of commands (XEP-0050), for example,
 * contains addresses; the replaced ones lead later queries through the room, too. Without a person, the copy is
 * unchanged.
 */
export function withoutAddress(element: Element, person: { user: string; occupant: string } | undefined): Element {
  const copy = copyOf(element)
  if (person) hideIn(copy, person)
  return copy
}

/** `router.ts` limits the depth of a stanza, and so of this recursion. */
function hideIn(element: Element, person: { user: string; occupant: string }): void {
  const hidden = (text: string) => (isAddressOf(person.user, text) ? person.occupant : text)
  for (const [name, value] of Object.entries(element.attrs)) {
    if (typeof value === 'string') element.attrs[name] = hidden(value)
  }
  element.children = element.children.map(child => (isElement(child) ? child : hidden(child)))
  const isRedirection = (element.name === 'gone' || element.name === 'redirect') && element.getNS() === NS.stanzas
  if (isRedirection) element.children = []
  for (const child of childElements(element)) hideIn(child, person)
}

/** A vCard contains the address as text (XEP-0054 §3.1) or as a URI (RFC 6351 §3.1). */
function isAddressOf(user: string, text: string): boolean {
  return text.includes('@') && parseJid(text.trim().replace(/^xmpp:/i, ''))?.bare === user
}
