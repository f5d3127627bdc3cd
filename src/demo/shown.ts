import { childElements, type Element, xml } from '../stanza/element.js'

/** A stanza on several lines, as a person reads it. */
export function shown(element: Element, indent = '  '): string {
  const children = childElements(element)
  if (children.length === 0) return `${indent}${element.toString()}`
  const start = xml(element.name, element.attrs).toString().replace(/\/>$/, '>')
  const inside = children.map(child => shown(child, `${indent}  `))
  return [`${indent}${start}`, ...inside, `${indent}</${element.name}>`].join('\n')
}
