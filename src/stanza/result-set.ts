import { type Element, xml } from './element.js'
import { StanzaError } from './error.js'
import { NS } from './namespaces.js'

/** The requested page of a result set (XEP-0059). An absent bound does not limit the page. */
export type PageRequest = {
  /** The most items; 0 requests their number alone (§2.6). */
  readonly max: number
  /** The page follows the item with this id (§2.2). */
  readonly after?: string
  /** The page ends before the item with this id (§2.3); empty: at the end of the set (§2.5). */
  readonly before?: string
  /** The page begins at this index, counted from 0 (§2.7). */
  readonly index?: number
}

/** The answered page. An empty one has neither `first` nor `last`. */
export type ResultPage = {
  /** The ids of its first and last item. */
  readonly first?: string | undefined
  readonly last?: string | undefined
  /** The index of its first item in the whole set, from 0. */
  readonly index?: number | undefined
  /** The number of items in the whole set. */
  readonly count?: number | undefined
}

/**
 * Reads the page that a query requests by its `<set/>`: `usual` items without a `<max/>`, and never more than `most`.
 * Throws `bad-request` if a number is malformed, or if there is an index together with an item.
 */
export function readPage(query: Element, { usual, most }: { usual: number; most: number }): PageRequest {
  const set = query.getChild('set', NS.resultSet)
  const [after, before] = [set?.getChild('after')?.getText(), set?.getChild('before')?.getText()]
  const index = count(set, 'index')
  if (index !== undefined && (after !== undefined || before !== undefined)) {
    throw new StanzaError('bad-request', 'Request a page by its index or by the item beside it, not by both.')
  }
  return {
    max: Math.min(count(set, 'max') ?? usual, most),
    ...(after === undefined ? {} : { after }),
    ...(before === undefined ? {} : { before }),
    ...(index === undefined ? {} : { index }),
  }
}

function count(set: Element | undefined, name: string): number | undefined {
  const text = set?.getChild(name)?.getText().trim()
  if (text === undefined) return undefined
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new StanzaError(
    'bad-request',
    `<${name}/> of a result set is "${text.slice(0, 100)}"; expected a whole number.`,
  )
}

/** The `<set/>` of the answer. */
export function resultSet({ first, last, index, count }: ResultPage): Element {
  const set = xml('set', NS.resultSet)
  if (first !== undefined) set.append(xml('first', { index: index === undefined ? undefined : String(index) }, first))
  if (last !== undefined) set.append(xml('last', {}, last))
  if (count !== undefined) set.append(xml('count', {}, String(count)))
  return set
}
