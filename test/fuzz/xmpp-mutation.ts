import { childElements, copyOf, type Element, xml } from '../../src/stanza/element.js'
import { NS } from '../../src/stanza/namespaces.js'
import type { Chance } from '../random/chance.js'
import { oddText } from '../random/nonsense.js'

const NAMESPACES = Object.values(NS)
/** The attribute that servers set themselves. */
const KEPT = 'from'

/** Changes something in the stanza, but not its sender. */
export function mutated(stanza: Element, by: Chance): Element {
  const { one, some, below } = by
  const all = within(stanza)
  const element = all[below(all.length)] ?? stanza
  const other = all[below(all.length)] ?? stanza
  const names = Object.keys(element.attrs).filter(name => name !== KEPT)
  const name = names[below(names.length)]
  one(
    () => {
      if (name !== undefined) element.attrs[name] = oddText(by)
    },
    () => {
      if (name !== undefined) delete element.attrs[name]
    },
    () => {
      element.attrs['xmlns'] = NAMESPACES[below(NAMESPACES.length)]
    },
    () => {
      // A parsed stream has no empty text nodes.
      element.children = [oddText(by)].filter(text => text !== '')
    },
    () => {
      element.children = []
    },
    () => {
      element.children.push(...element.children)
    },
    () => {
      element.append(copyOf(other))
    },
    () => {
      element.children.reverse()
    },
    () => {
      if (element !== stanza) element.name = other.name
    },
    () => {
      for (let i = 0; i < 90; i++) element.append(xml('item', { jid: oddText(by) }))
    },
  )()
  return some(0.5) ? copyOf(stanza) : mutated(copyOf(stanza), by)
}

/** The element and all its descendants. */
function within(element: Element): Element[] {
  return [element, ...childElements(element).flatMap(within)]
}
