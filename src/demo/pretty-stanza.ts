import { safeLines } from '../plain-text.js'
import { childElements, type Element, xml } from '../stanza/element.js'

/** Formats a stanza with one element per line, for the terminal. */
export function prettyStanza(stanza: Element): string {
  return safeLines(lines(stanza, '  '))
}

function lines(element: Element, indent: string): string {
  const children = childElements(element)
  if (children.length === 0) return `${indent}${element.toString()}`
  const start = xml(element.name, element.attrs).toString().replace(/\/>$/, '>')
  const inside = children.map(child => lines(child, `${indent}  `))
  return [`${indent}${start}`, ...inside, `${indent}</${element.name}>`].join('\n')
}
