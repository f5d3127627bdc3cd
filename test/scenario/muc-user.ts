import { attr, type Element } from '../../src/stanza/element.js'

/** The status codes in the `muc#user` element of a stanza (XEP-0045 §15.6.2), in ascending order. */
export function codesOf(stanza: Element): number[] {
  const codes = mucUser(stanza)?.getChildren('status') ?? []
  return codes.map(status => Number(attr(status, 'code'))).sort((a, b) => a - b)
}

/** The attributes of the `muc#user` item of a presence (XEP-0045 §17.3); empty when there is none. */
export function itemOf(stanza: Element): Readonly<Record<string, string>> {
  return { ...mucUser(stanza)?.getChild('item')?.attrs }
}

function mucUser(stanza: Element): Element | undefined {
  return stanza.getChild('x', 'http://jabber.org/protocol/muc#user')
}
