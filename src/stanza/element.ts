import xml from '@xmpp/xml'
import type { Element } from 'ltx'

export type { Element }
export { xml }

/** One complete XML element from text that we wrote ourselves (a stored stanza, a test). Throws on anything else. */
export function parseElement(text: string): Element {
  const parser = new xml.Parser()
  const root: { element?: Element; isComplete: boolean } = { isComplete: false }
  parser.on('start', (element: Element) => {
    root.element = element
  })
  parser.on('element', (child: Element) => root.element?.append(child))
  parser.on('end', () => {
    root.isComplete = true
  })
  parser.on('error', (error: Error) => {
    throw error
  })
  parser.write(text)
  if (!root.element || !root.isComplete) throw new Error('not one complete XML element')
  return root.element
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

/** A deep copy that shares nothing with the original; a namespace that it inherited is written on it. */
export function copyOf(element: Element): Element {
  const copy = xml(element.name, { ...element.attrs })
  const namespace = element.getNS()
  if (namespace !== undefined && !STREAMS.includes(namespace)) {
    const [prefix, local] = element.name.split(':')
    copy.attrs[local === undefined ? 'xmlns' : `xmlns:${prefix}`] = namespace
  }
  return withChildrenOf(copy, element)
}

function withChildrenOf(copy: Element, original: Element): Element {
  for (const child of original.children) {
    if (isElement(child)) copy.append(withChildrenOf(xml(child.name, { ...child.attrs }), child))
    else copy.append(child)
  }
  return copy
}

function isElement(node: unknown): node is Element {
  return node instanceof xml.Element
}
