import { attr, childElements, type Element, parseElement } from '../../src/stanza/element.js'

/**
 * Whether an element matches a pattern. Attributes and children that the pattern omits are not compared, nor is the
 * order of children. Text is compared without the surrounding space.
 */
export function matches(pattern: Element, element: Element): boolean {
  if (pattern.getName() !== element.getName() || !sameAttributes(pattern, element)) return false
  const text = pattern.getText().trim()
  if (text !== '' && text !== element.getText().trim()) return false
  return childrenMatch(childElements(pattern), childElements(element))
}

/** Parses a pattern from XML. Throws unless the text is XML. */
export function pattern(text: string): Element {
  return parseElement(text.trim())
}

function sameAttributes(pattern: Element, element: Element): boolean {
  return Object.keys(pattern.attrs).every(name => {
    const actual = name === 'xmlns' ? element.getNS() : attr(element, name)
    return actual === attr(pattern, name)
  })
}

/** Each wanted child must match a different element. */
function childrenMatch(wanted: readonly Element[], actual: readonly Element[]): boolean {
  const left = [...actual]
  return wanted.every(child => {
    const found = left.findIndex(candidate => matches(child, candidate))
    if (found >= 0) left.splice(found, 1)
    return found >= 0
  })
}
