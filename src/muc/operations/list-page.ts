import { bytesOf, type Element } from '../../stanza/element.js'
import { NS } from '../../stanza/namespaces.js'
import { type PageRequest, readPage, resultSet } from '../../stanza/result-set.js'

/** In bytes of XML, without the envelope of the answer. */
const MAX_BYTES = 200 * 1024
/** Our own decision. */
const MAX_ITEMS = 2000
/** Without a `<max/>`, and at most. Our own decision: people read the first matches, and each is long. */
const USUAL_MATCHES = 100
const MOST_MATCHES = 500

/** An item of a list, with the id that pages refer to (XEP-0059). */
export type ListItem = { readonly id: string; readonly element: Element }

/**
 * The requested part of a list: `start` is the index of its first item, `count` the number of all items. They are
 * undefined where they would take long to count (XEP-0059 §2.1).
 */
export type ListPart = {
  readonly items: readonly ListItem[]
  readonly start: number | undefined
  readonly count: number | undefined
}

/** The page that a query requests; without a `<set/>`, as much as an answer holds. */
export function requestedPage(query: Element): PageRequest {
  return readPage(query, { usual: MAX_ITEMS, most: MAX_ITEMS })
}

/** The page of matches that a search requests. */
export function requestedMatches(search: Element): PageRequest {
  return readPage(search, { usual: USUAL_MATCHES, most: MOST_MATCHES })
}

/**
 * Appends to the answer as many items as it holds, and a `<set/>` for the others. A complete list has a `<set/>` only
 * if the query has one (XEP-0045 §6.3), an empty list never (XEP-0059 §2.2).
 */
export function appendPage(answer: Element, part: ListPart, query: Element): Element {
  const { items, start, skipped } = fitting(part, requestedPage(query).before !== undefined)
  const hasSet = query.getChild('set', NS.resultSet) !== undefined
  answer.append(...items.map(({ element }) => element))
  if (part.count === 0 || (!hasSet && skipped === 0 && items.length === part.count)) return answer
  const index = items.length > 0 ? start : undefined
  answer.append(resultSet({ first: items[0]?.id, last: items.at(-1)?.id, index, count: part.count }))
  return answer
}

/** The items that an answer holds. A page that is read backwards (XEP-0059 §2.3) loses its first items. */
function fitting({ items, start }: ListPart, isBackwards: boolean): ListPartCut {
  let length = 0
  const ordered = isBackwards ? [...items].reverse() : items
  const tooMany = ordered.findIndex(({ element }) => {
    length += bytesOf(element)
    return length > MAX_BYTES
  })
  const kept = tooMany < 0 ? items.length : tooMany
  const skipped = items.length - kept
  return isBackwards
    ? { items: items.slice(skipped), start: start === undefined ? undefined : start + skipped, skipped }
    : { items: items.slice(0, kept), start, skipped }
}

type ListPartCut = Pick<ListPart, 'items' | 'start'> & { readonly skipped: number }
