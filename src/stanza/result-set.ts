import { type Element, xml } from './element.js'
import { StanzaError } from './error.js'
import { NS } from './namespaces.js'

/** Which part of a result set somebody asks for (XEP-0059). What is left out does not bound the page. */
export type PageRequest = {
  /** How many items at most; 0 asks for their number alone (§2.6). */
  readonly max: number
  /** The page follows the item with this id (§2.2). */
  readonly after?: string
  /** The page ends before the item with this id (§2.3); an empty one stands for the end of the set (§2.5). */
  readonly before?: string
  /** The page begins with the item at this place, counted from 0 (§2.7). */
  readonly index?: number
}

/** A page as it is answered. An empty one has neither `first` nor `last`. */
export type ResultPage = {
  /** The ids of its first and last item. */
  readonly first?: string | undefined
  readonly last?: string | undefined
  /** The place of its first item in the whole set, from 0. */
  readonly index?: number | undefined
  /** The number of items in the whole set. */
  readonly count?: number | undefined
}

/**
 * The page that a query asks for by its `<set/>`. Without a `<max/>` it is of the `usual` size; more than `most` nobody
 * gets. Throws `bad-request` where a number is none, or an index is asked for together with an item.
 */
export function readPage(query: Element, { usual, most }: { usual: number; most: number }): PageRequest {
  const set = query.getChild('set', NS.resultSet)
  const [after, before] = [set?.getChild('after')?.getText(), set?.getChild('before')?.getText()]
  const index = count(set, 'index')
  if (index !== undefined && (after !== undefined || before !== undefined)) {
    throw new StanzaError('bad-request', 'Ask for a page by its index, or by the item beside it, not by both.')
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

/** The `<set/>` that answers it. */
export function resultSet({ first, last, index, count }: ResultPage): Element {
  const set = xml('set', NS.resultSet)
  if (first !== undefined) set.append(xml('first', { index: index === undefined ? undefined : String(index) }, first))
  if (last !== undefined) set.append(xml('last', {}, last))
  if (count !== undefined) set.append(xml('count', {}, String(count)))
  return set
}
