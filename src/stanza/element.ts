import xml from '@xmpp/xml'
import type { Element } from 'ltx'
import { parse } from 'ltx'

export type { Element }
export { xml }

/** One complete XML element from text that we wrote ourselves (a stored stanza, a test). Throws on anything else. */
export function parseElement(text: string): Element {
  const element = parse(text)
  if (!isElement(element)) throw new Error('not an XML element')
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

/** A deep copy that shares nothing with the original; the namespace it inherited is written on it. */
export function copyOf(element: Element): Element {
  const copy = xml(element.name, { ...element.attrs })
  const inherited = element.getNS()
  if (inherited !== undefined && !element.name.includes(':') && attr(element, 'xmlns') === undefined) {
    copy.attrs['xmlns'] = inherited
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
