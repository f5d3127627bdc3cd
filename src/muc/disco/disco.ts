import { attr, type Element, xml } from '../../stanza/element.js'

/** XEP-0030 §3: a query with a node asks for something else than the entity itself. */
export function asksForNode(query: Element): boolean {
  return attr(query, 'node') !== undefined
}

/** What a room and the service both are. */
export function identity(name: string): Element {
  return xml('identity', { category: 'conference', type: 'text', name })
}
