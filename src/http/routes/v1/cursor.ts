import { type Static, Type } from '@sinclair/typebox'
import { RequestError } from '../../errors/request-error.js'
import { page } from './parameters.js'

/**
 * The place of an entry in a list: a number, and a text that differs among entries with the same number. A page goes on
 * behind a place, whether there is still an entry or not.
 */
type Place = { readonly at: number; readonly key: string }

/** The characters of a cursor: it has at most a full JID. */
const LONGEST = 8192
const EXPECTED = 'the next of an earlier answer of this list'

const after = Type.Optional(
  Type.String({
    minLength: 1,
    maxLength: LONGEST,
    expected: EXPECTED,
    description: 'Reads on behind the `next` of an earlier answer, without `offset`',
  }),
)

export const next = Type.Union([Type.String(), Type.Null()], {
  description: 'The `after` of the next page; null: there is none',
})

/** The query of a list that is read by cursor. */
export const cursorPage = { limit: page.limit, after }

/** The query of a list that is read by cursor or by offset. */
export const anyPage = { ...page, after }

/** The keys of such a page besides its entries. */
export const anyPageOf = {
  limit: Type.Integer(),
  offset: Type.Optional(Type.Integer({ description: 'Not for a page by `after`' })),
  total: Type.Optional(Type.Integer({ description: 'The number of all entries; not for a page by `after`' })),
  next,
}

type PageQuery = { readonly limit: number; readonly offset: number; readonly after?: string }
type PageKeys = { limit: number; offset?: number; total?: number; next: Static<typeof next> }

/** The cursor of a place in a list. It is no secret, and opaque to clients. `list`: its name, so that no other list takes it. */
export function cursorOf(list: string, { at, key }: Place): string {
  return Buffer.from(JSON.stringify([list, at, key])).toString('base64url')
}

/** The place of a cursor; undefined without one. Throws `bad-request` for a cursor that this list has not given. */
export function placeOf(list: string, cursor: string | undefined): Place | undefined {
  if (cursor === undefined) return undefined
  const [of, at, key] = partsOf(cursor)
  const place = typeof at === 'number' && typeof key === 'string' ? { at, key } : undefined
  if (place && of === list && Number.isSafeInteger(at) && cursorOf(list, place) === cursor) return place
  throw new RequestError('bad-request', { details: [{ param: 'after', msg: `must be ${EXPECTED}` }] })
}

function partsOf(cursor: string): readonly unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString())
    return Array.isArray(parts) && parts.length === 3 ? parts : []
  } catch {
    return []
  }
}

/** A page of a list, as a query asks for it. */
type PageBy<Entry> = {
  /** Where it begins; undefined for the first page, and for one by its offset. */
  readonly start: Place | undefined
  /** Of all entries of a short list, in the order of their places. */
  readonly of: (entries: readonly Entry[]) => Shown<Entry>
  /** Of the entries from its start on: up to one more than its limit, which tells that the list goes on. */
  readonly ofRest: (rest: readonly Entry[], total?: number) => Shown<Entry>
}

/** The entries of a page, and its keys besides the entries. */
type Shown<Entry> = { readonly shown: readonly Entry[]; readonly keys: PageKeys }

/** Reads which page of a list is asked for. Throws `bad-request` as `placeOf`, or for a cursor together with an offset. */
export function pageBy<Entry>(
  list: string,
  { limit, offset, after }: PageQuery,
  placeOfEntry: (entry: Entry) => Place,
): PageBy<Entry> {
  if (after !== undefined && offset !== 0) {
    throw new RequestError('bad-request', { details: [{ param: 'offset', msg: 'must not be there if after is' }] })
  }
  const start = placeOf(list, after)
  const ofRest = (rest: readonly Entry[], total = 0): Shown<Entry> => {
    const shown = rest.slice(0, limit)
    const last = rest.length > limit ? shown.at(-1) : undefined
    const next = last === undefined ? null : cursorOf(list, placeOfEntry(last))
    return { shown, keys: start ? { limit, next } : { limit, offset, total, next } }
  }
  const of = (entries: readonly Entry[]): Shown<Entry> => {
    const sorted = entries.toSorted((a, b) => compare(placeOfEntry(a), placeOfEntry(b)))
    const rest = start ? sorted.filter(entry => compare(placeOfEntry(entry), start) > 0) : sorted.slice(offset)
    return ofRest(rest, sorted.length)
  }
  return { start, of, ofRest }
}

function compare(a: Place, b: Place): number {
  if (a.at !== b.at) return a.at - b.at
  if (a.key === b.key) return 0
  return a.key < b.key ? -1 : 1
}
