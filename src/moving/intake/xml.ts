import { childElements, type Element, isDeeperThan, parseElement } from '../../stanza/element.js'
import { StanzaError } from '../../stanza/error.js'

/** No stanza that the service accepts is deeper. */
const DEEPEST = 100

/** Parses the XML of a record: one element of this name. Throws `not-acceptable` with what is wrong. */
export function xmlOf(text: string, name: string): Element {
  const element = parsed(text)
  if (element?.name === name && !isDeeperThan(DEEPEST, element)) return element
  throw new StanzaError('not-acceptable', `The XML is not one <${name}/> of at most ${DEEPEST} levels.`)
}

/** Replaces an address, also with a resource, in all attributes of an element and of those in it. */
export function replaceAddress(element: Element, { from, to }: { from: string; to: string }): void {
  for (let level = [element]; level.length > 0; level = level.flatMap(childElements)) {
    for (const { attrs } of level) {
      for (const [name, value] of Object.entries(attrs)) {
        const isThat = typeof value === 'string' && (value === from || value.startsWith(`${from}/`))
        if (isThat) attrs[name] = `${to}${value.slice(from.length)}`
      }
    }
  }
}

function parsed(text: string): Element | undefined {
  try {
    return parseElement(text)
  } catch {
    return undefined
  }
}
