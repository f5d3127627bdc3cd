import { childElements, copyOf, type Element } from '../../stanza/element.js'
import { parseJid } from '../../stanza/jid.js'
import { NS } from '../../stanza/namespaces.js'

/**
 * A copy in which each attribute with an address of this person has the occupant's instead, and in which an error says
 * no other address (RFC 6120 §8.3.3.5, §8.3.3.14). Clients and servers write such addresses for good reasons: a list of
 * commands (XEP-0050) has them, and answers that come this way are then asked for this way. Without a person, all stays.
 */
export function withoutAddress(element: Element, person: { user: string; occupant: string } | undefined): Element {
  const copy = copyOf(element)
  if (person) hideIn(copy, person)
  return copy
}

/** As deep as a stanza may be (`router.ts`). */
function hideIn(element: Element, person: { user: string; occupant: string }): void {
  for (const [name, value] of Object.entries(element.attrs)) {
    const isAddress = typeof value === 'string' && value.includes('@') && parseJid(value)?.bare === person.user
    if (isAddress) element.attrs[name] = person.occupant
  }
  const isElsewhere = (element.name === 'gone' || element.name === 'redirect') && element.getNS() === NS.stanzas
  if (isElsewhere) element.children = []
  for (const child of childElements(element)) hideIn(child, person)
}
