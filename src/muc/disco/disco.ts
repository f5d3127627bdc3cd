import { attr, type Element, xml } from '../../stanza/element.js'
import { localOf } from '../../stanza/jid.js'
import { NS } from '../../stanza/namespaces.js'
import type { Outcome, Query } from '../capability.js'

/** XEP-0030 §3: a query with a node asks for something else than the entity itself. */
export function asksForNode(query: Element): boolean {
  return attr(query, 'node') !== undefined
}

/** Answers what an entity is and what it has (XEP-0030 §3, §4). */
export function answerDisco<Q extends Query>(
  query: Q,
  { info, items }: { info: (query: Q) => Element; items: (query: Q) => Element },
): Outcome {
  const { namespace, type, payload, answer } = query
  if (type !== 'get' || asksForNode(payload)) return 'pass'
  if (namespace === NS.discoInfo) answer(info(query))
  else if (namespace === NS.discoItems) answer(items(query))
  else return 'pass'
  return 'handled'
}

/** What a room and the service both are. */
export function identity(name: string): Element {
  return xml('identity', { category: 'conference', type: 'text', name })
}

/** What people call a room: a room without a name is called by its address. */
export function displayName({ name, jid }: { readonly name: string; readonly jid: string }): string {
  return name === '' ? localOf(jid) : name
}
