import { childElements, type Element } from '../../../src/stanza/element.js'

/** The attributes of each item in a list reply. Throws on a refusal. */
export function itemsOf(reply: Element): Record<string, string>[] {
  const [query] = childElements(reply)
  if (reply.attrs['type'] !== 'result' || !query) throw new Error(`this is no list: ${reply.toString()}`)
  return query.getChildren('item').map(({ attrs }) => ({ ...attrs }))
}
