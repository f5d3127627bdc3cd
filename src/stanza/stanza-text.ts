import { type Element, xml } from './element.js'

/** The content namespace of the stream, and that of client streams: top-level stanzas inherit it. */
const STREAM_NAMESPACES = new Set<unknown>(['jabber:component:accept', 'jabber:client'])

/** Characters outside XML 1.0 §2.2: a server closes the stream at the first of them. */
const NOT_IN_XML = /[^\t\n\r\x20-\ufffd\u{10000}-\u{10ffff}]/gu

/**
 * A stanza that will be sent several times: it is serialised once, and kept as its XML. It has its attributes without `to`, but
 * no children to read, and must not be changed.
 */
export class WrittenStanza extends xml.Element {
  /** As `textAfterTo`. */
  readonly afterTo: string

  constructor(stanza: Element) {
    const { to: _, ...attrs } = stanza.attrs
    super(stanza.name, attrs)
    this.afterTo = textAfterTo(stanza)
  }

  override write(writer: (text: string) => void): void {
    writer(`<${this.name}${this.afterTo.slice(1)}`)
  }
}

/** The XML of a stanza as it is written to the stream. Does not change the element. */
export function stanzaText(stanza: Element): string {
  return textWith(stanza, stanza.attrs)
}

/** The XML of a stanza behind the value of its `to`, which is the first attribute; its own `to` is ignored. */
export function textAfterTo(stanza: Element): string {
  if (stanza instanceof WrittenStanza) return stanza.afterTo
  const { to: _, ...attrs } = stanza.attrs
  return `"${textWith(stanza, attrs).slice(stanza.name.length + 1)}`
}

function textWith(stanza: Element, attrs: Record<string, unknown>): string {
  const { xmlns, ...others } = attrs
  const top = xml(stanza.name, STREAM_NAMESPACES.has(xmlns) ? others : attrs)
  // `append` would change the parent of the children.
  top.children = stanza.children
  return top.toString().replace(NOT_IN_XML, '\ufffd')
}
