import { childElements, type Element, xml } from '../stanza/element.js'

/** Formats a stanza with one element per line. */
export function prettyStanza(element: Element, indent = '  '): string {
  const children = childElements(element)
  if (children.length === 0) return `${indent}${element.toString()}`
  const start = xml(element.name, element.attrs).toString().replace(/\/>$/, '>')
  const inside = children.map(child => prettyStanza(child, `${indent}  `))
  return [`${indent}${start}`, ...inside, `${indent}</${element.name}>`].join('\n')
}
