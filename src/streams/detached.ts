import { childElements, type Element } from '../stanza/element.js'
import { StreamError } from './stream-error.js'

/**
 * Takes an element off its stream header, since the server sends it on to other streams: a namespace prefix that the
 * header declares is declared on each element that uses it. Changes and returns the element itself. Throws a StreamError
 * where a prefix is not declared at all.
 */
export function detached(element: Element): Element {
  const header = element.parent
  element.parent = null
  declarePrefixes(element, header)
  return element
}

function declarePrefixes(element: Element, header: Element | null): void {
  for (const name of [element.name, ...Object.keys(element.attrs)]) {
    const prefix = name.includes(':') ? name.slice(0, name.indexOf(':')) : 'xml'
    if (prefix === 'xml' || prefix === 'xmlns' || element.findNS(prefix)) continue
    const declared = header?.findNS(prefix)
    if (!declared) throw new StreamError('bad-namespace-prefix', 'Declare each namespace prefix that you use.')
    element.attrs[`xmlns:${prefix}`] = declared
  }
  for (const child of childElements(element)) declarePrefixes(child, header)
}
