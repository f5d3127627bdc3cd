import type { Element } from './element.js'

/**
 * Cuts a list for several stanzas: each portion has about as many characters at the most, written as XML. There is at
 * least one, for an empty list is a list too.
 */
export function portions(elements: readonly Element[], longest: number): Element[][] {
  const portions: Element[][] = [[]]
  let length = 0
  for (const element of elements) {
    length += element.toString().length
    if (length > longest) {
      portions.push([])
      length = element.toString().length
    }
    portions.at(-1)?.push(element)
  }
  return portions
}
