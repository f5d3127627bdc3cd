import xml from '@xmpp/xml'

/** An XML element of the library. Only this file imports the library: everything else uses this type and `xml`. */
export type Element = xml.Element
/** Makes an element: `xml(name, attributes, ...children)`. It also has the library's classes. */
export { xml }
/** Escapes a text for XML, in an attribute or between tags. */
export const escapeXML: (text: string) => string = xml.escapeXML

/**
 * One complete XML element from text that we wrote ourselves (a stored stanza, a test); white space around it is
 * nothing. Throws on anything else.
 */
export function parseElement(text: string): Element {
  const parser = new xml.Parser()
  const parts: (Element | 'end')[] = []
  parser.on('element', (element: Element) => parts.push(element))
  parser.on('end', () => parts.push('end'))
  parser.on('error', (error: Error) => {
    throw error
  })
  // Inside an element of our own, the parser tells what stands beside the one that we want.
  parser.write(`<text>${text}</text>`)
  const [element, end, ...rest] = parts
  const isAlone = end === 'end' && rest.length === 0 && parser.root?.getText().trim() === ''
  if (!isElement(element) || !isAlone) throw new Error('The text is not one complete XML element.')
  element.parent = null
  return element
}

/** The value of an attribute, or undefined where it is absent. */
export function attr(element: Element, name: string): string | undefined {
  const value: unknown = element.attrs[name]
  return typeof value === 'string' ? value : undefined
}

/** The child elements, without text. */
export function childElements(element: Element): Element[] {
  return element.children.filter(isElement)
}

/** The namespaces of the streams; what is in them belongs to the stanza, whatever stream it travels on. */
const STREAMS = ['jabber:client', 'jabber:component:accept', 'jabber:server']

/** Whether elements lie deeper in this one than `most`. Walks level by level: deep nesting must not exhaust the stack. */
export function isDeeperThan(most: number, element: Element): boolean {
  let level = [element]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > most) return true
    level = level.flatMap(childElements)
  }
  return false
}

/** How long an element is as written in XML, in bytes, as servers count. It must not be very deep. */
export function bytesOf(element: Element): number {
  return Buffer.byteLength(element.toString())
}

/** A deep copy that shares nothing with the original; a namespace that it inherited is written where it is used. */
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

/** The prefixes of the names of an element and its attributes; '' stands for an element without one. */
function prefixesOf(element: Element): Set<string> {
  const attributes = Object.keys(element.attrs).filter(name => name.includes(':'))
  return new Set([element.name, ...attributes].map(name => name.slice(0, Math.max(0, name.indexOf(':')))))
}

/** Whether a child of an element is an element, not text. */
export function isElement(node: unknown): node is Element {
  return node instanceof xml.Element
}
