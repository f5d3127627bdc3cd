import { attr, type Element } from '../../../stanza/element.js'
import { NS } from '../../../stanza/namespaces.js'
import type { Outcome, Query } from '../../context.js'

/** XEP-0030 §3: a query with a node is not about the entity itself. */
export function hasNode(query: Element): boolean {
  return attr(query, 'node') !== undefined
}

/** Answers disco#info and disco#items of the entity itself (XEP-0030 §3, §4). */
export function answerDisco<Q extends Query>(
  query: Q,
  { info, items }: { info: (query: Q) => Element; items: (query: Q) => Element },
): Outcome {
  const { namespace, type, payload, answer } = query
  if (type !== 'get' || hasNode(payload)) return 'pass'
  if (namespace === NS.discoInfo) answer(info(query))
  else if (namespace === NS.discoItems) answer(items(query))
  else return 'pass'
  return 'handled'
}
