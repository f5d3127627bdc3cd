import type { PageRequest } from './result-set.js'

/** The place of a page in its set: `length` items from the index `start`, counted from 0. */
export type PageBounds = { readonly start: number; readonly length: number }

/**
 * Finds a page (XEP-0059 §2) in a set of `count` items. `below` returns the number of items before the one with this id,
 * `upTo` that number and one. Both may throw if there is no such item.
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
