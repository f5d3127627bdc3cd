import { attr, type Element } from '../../src/stanza/element.js'

/** The status codes that the room put into a stanza (XEP-0045 §15.6.2), in ascending order. */
export function codesOf(stanza: Element): number[] {
  const codes = mucUser(stanza)?.getChildren('status') ?? []
  return codes.map(status => Number(attr(status, 'code'))).sort((a, b) => a - b)
}

/** What the room says of an occupant in a presence (XEP-0045 §17.3), an attribute that is not there left out. */
export function itemOf(stanza: Element): Readonly<Record<string, string>> {
  return { ...mucUser(stanza)?.getChild('item')?.attrs }
}

function mucUser(stanza: Element): Element | undefined {
  return stanza.getChild('x', 'http://jabber.org/protocol/muc#user')
}
