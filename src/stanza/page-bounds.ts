import type { PageRequest } from './result-set.js'

/** Where a page lies in its set: `length` items from the one at `start` on, counted from 0. */
export type PageBounds = { readonly start: number; readonly length: number }

/**
 * Finds a page (XEP-0059 §2) in a set of `count` items. `upTo` tells how many items there are to the one with this id and
 * with it; `below` how many come before it. Both may throw where they do not know the item.
 */
export function boundsOf(
  { max, after, before, index }: PageRequest,
  set: { count: number; upTo(id: string): number; below(id: string): number },
): PageBounds {
  const from = after === undefined ? (index ?? 0) : set.upTo(after)
  const end = before === undefined || before === '' ? set.count : set.below(before)
  const start = before === undefined ? from : Math.max(from, end - max)
  return { start, length: Math.max(0, Math.min(max, end - start)) }
}
