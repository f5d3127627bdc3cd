import library from '@xmpp/xml'

/** An XML element of the library. Only this file imports the library: everything else uses this type and `xml`. */
export type Element = library.Element
/**
 * Makes an element: `xml(name, attributes, ...children)`, as the library does but in a third of the time: it deletes no
 * property, after which V8 reads all others slowly. It also has the library's classes.
 */
export const xml: typeof library = Object.assign(makeElement, library)
function makeElement(...[name, attrs, ...children]: Parameters<typeof library>): Element {
  const element = new library.Element(name, typeof attrs === 'string' ? attrs : undefined)
  if (typeof attrs === 'object') setAttributes(element, attrs)
  for (const child of children) if (child !== '') element.cnode(child)
  return element
}

function setAttributes(element: Element, attrs: Readonly<Record<string, unknown>> | null): void {
  for (const key in attrs) {
    const value = attrs[key]
    if (value !== undefined && value !== null) element.attrs[key] = String(value)
  }
}

/** Escapes a text for XML, in an attribute or between tags. */
export const escapeXML: (text: string) => string = xml.escapeXML

/**
 * Parses one complete XML element of our own making (a stored stanza, a test), or a short text of a known server. Ignores
 * white space around it. Throws on any other text.
 */
export function parseElement(text: string): Element {
  const parser = new xml.Parser()
  const parts: (Element | 'end')[] = []
  parser.on('element', (element: Element) => parts.push(element))
  parser.on('end', () => parts.push('end'))
  parser.on('error', (error: Error) => {
    throw error
  })
  // Inside an outer element, the parser also reports content beside the wanted element.
  parser.write(`<text>${text}</text>`)
  const [element, end, ...rest] = parts
  const isAlone = end === 'end' && rest.length === 0 && parser.root?.getText().trim() === ''
  if (!isElement(element) || !isAlone) throw new Error('The text is not one complete XML element.')
  element.parent = null
  return element
}

/** Several elements as their XML, which is written as it is. It has no children to read. */
class ReadyXml extends xml.Element {
  readonly #text: string

  constructor(text: string) {
    super('ready-xml')
    this.#text = text
  }

  override write(writer: (text: string) => void): void {
    writer(this.#text)
  }
}

/** Makes a child of a stanza from the XML of complete elements that was kept as text; none from an empty text. */
export function readyXml(text: string): Element[] {
  return text === '' ? [] : [new ReadyXml(text)]
}

/** The number of elements in an element, itself included, as far as it is at most `most`; else more than that. */
export function countElements(element: Element, most: number): number {
  let count = 0
  for (let level = [element]; level.length > 0 && count <= most; level = level.flatMap(childElements))
    count += level.length
  return count
}

/** The value of an attribute; undefined if it is absent. */
export function attr(element: Element, name: string): string | undefined {
  const value: unknown = element.attrs[name]
  return typeof value === 'string' ? value : undefined
}

/** The child elements, without text. */
export function childElements(element: Element): Element[] {
  return element.children.filter(isElement)
}

/** The content namespaces of streams: an element in one of them inherits the namespace of any stream. */
const STREAMS = ['jabber:client', 'jabber:component:accept', 'jabber:server']

/** Whether elements are nested deeper than `most` levels. Not recursive, as deep nesting would exhaust the stack. */
export function isDeeperThan(most: number, element: Element): boolean {
  let level = [element]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > most) return true
    level = level.flatMap(childElements)
  }
  return false
}

/** The length of an element's XML in bytes, as servers count it. Recursive: check `isDeeperThan` first. */
export function bytesOf(element: Element): number {
  return Buffer.byteLength(element.toString())
}

/** A deep copy that shares nothing with the original. Inherited namespaces are declared where they are used. */
export function copyOf(element: Element): Element {
  return copyInto(undefined, element)
}

function copyInto(parent: Element | undefined, original: Element): Element {
  const copy = xml(original.name, original.attrs)
  parent?.append(copy)
  for (const prefix of prefixesOf(original)) {
    const namespace = original.findNS(prefix)
    if (namespace === undefined || namespace === copy.findNS(prefix)) continue
    if (prefix !== '' || !STREAMS.includes(namespace))
      copy.attrs[prefix === '' ? 'xmlns' : `xmlns:${prefix}`] = namespace
  }
  for (const child of original.children) {
    if (isElement(child)) copyInto(copy, child)
    else copy.append(child)
  }
  return copy
}

/** The prefixes of an element and its attributes; '' for an element without a prefix. */
function prefixesOf(element: Element): Set<string> {
  const attributes = Object.keys(element.attrs).filter(name => name.includes(':'))
  return new Set([element.name, ...attributes].map(name => name.slice(0, Math.max(0, name.indexOf(':')))))
}

/** Whether a child node is an element, not text. */
export function isElement(node: unknown): node is Element {
  return node instanceof xml.Element
}
