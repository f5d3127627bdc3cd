import { attr, childElements, type Element, parseElement } from '../../src/stanza/element.js'

/**
 * Whether an element is as a pattern says. What the pattern leaves out is not compared: other attributes, other
 * children, their order. Text is compared without the space around it.
 */
export function matches(pattern: Element, element: Element): boolean {
  if (pattern.getName() !== element.getName() || !sameAttributes(pattern, element)) return false
  const text = pattern.getText().trim()
  if (text !== '' && text !== element.getText().trim()) return false
  return childrenMatch(childElements(pattern), childElements(element))
}

/** A pattern from its text. Throws where the text is no XML. */
export function pattern(text: string): Element {
  return parseElement(text.trim())
}

function sameAttributes(pattern: Element, element: Element): boolean {
  return Object.keys(pattern.attrs).every(name => {
    const actual = name === 'xmlns' ? element.getNS() : attr(element, name)
    return actual === attr(pattern, name)
  })
}

/** Each wanted child needs an element of its own. */
function childrenMatch(wanted: readonly Element[], actual: readonly Element[]): boolean {
  const left = [...actual]
  return wanted.every(child => {
    const found = left.findIndex(candidate => matches(child, candidate))
    if (found >= 0) left.splice(found, 1)
    return found >= 0
  })
}
