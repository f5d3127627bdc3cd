import { bytesOf, type Element } from '../../stanza/element.js'
import { NS } from '../../stanza/namespaces.js'
import { type PageRequest, readPage, resultSet } from '../../stanza/result-set.js'

/** In bytes, as written in XML; an answer may be a little longer. */
const LONGEST_LIST = 200 * 1024
/** Nobody gets more items at once. Our own decision. */
const MOST_ITEMS = 2000

/** An item of a list, and the id by which pages name it. */
export type ListItem = { readonly id: string; readonly element: Element }

/** The part of a list that was asked for: `start` is the place of its first item, `count` the number of all. */
export type ListPart = { readonly items: readonly ListItem[]; readonly start: number; readonly count: number }

/** The page that a query for a list asks for; without a `<set/>`, as much of it as an answer holds. */
export function requestedPage(query: Element): PageRequest {
  return readPage(query, { usual: MOST_ITEMS, most: MOST_ITEMS })
}

/**
 * Puts the items into an answer, as many as it holds, and the `<set/>` with which the others can be had. It is left out
 * of a list that is whole, unless the query has one (XEP-0045 §6.3), and of an empty list always (XEP-0059 §2.2).
 */
export function appendPage(answer: Element, part: ListPart, query: Element): Element {
  const { items, start, skipped } = fitting(part, requestedPage(query).before !== undefined)
  const isAsked = query.getChild('set', NS.resultSet) !== undefined
  answer.append(...items.map(({ element }) => element))
  if (part.count === 0 || (!isAsked && skipped === 0 && items.length === part.count)) return answer
  const index = items.length > 0 ? start : undefined
  answer.append(resultSet({ first: items[0]?.id, last: items.at(-1)?.id, index, count: part.count }))
  return answer
}

/** A page that is read backwards must end where it was asked to (XEP-0059 §2.3): it is cut at its beginning. */
function fitting({ items, start }: ListPart, isBackwards: boolean): ListPartCut {
  let length = 0
  const ordered = isBackwards ? [...items].reverse() : items
  const tooMany = ordered.findIndex(({ element }) => {
    length += bytesOf(element)
    return length > LONGEST_LIST
  })
  const kept = tooMany < 0 ? items.length : tooMany
  const skipped = items.length - kept
  return isBackwards
    ? { items: items.slice(skipped), start: start + skipped, skipped }
    : { items: items.slice(0, kept), start, skipped }
}

type ListPartCut = Pick<ListPart, 'items' | 'start'> & { readonly skipped: number }
