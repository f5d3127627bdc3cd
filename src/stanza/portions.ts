import type { Element } from './element.js'

/**
 * Splits a list for several stanzas: each portion has at most `longest` characters of XML, or one element. An empty list
 * has one empty portion.
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
