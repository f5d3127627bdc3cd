import type { FactsLookup, PersonalFact } from '../../../personal-facts/facts.js'
import type { Reading } from '../statement.js'

/** What is asked of the facts of one kind: those behind a key, or from the first on. */
export type Asked = Pick<FactsLookup, 'user' | 'most' | 'mostRows'> & {
  readonly after: string | number | undefined
  /** In characters: the last fact may exceed it. */
  readonly longest: number
}

/** The facts that were read, and the key behind which others may be; undefined: there are none. */
export type Read = { readonly facts: readonly PersonalFact[]; readonly reached: string | number | undefined }

/** Reads the facts of one kind. */
export type Reader = (asked: Asked) => Reading<Read>

/** The characters of a fact. */
export function lengthOf({ facts }: PersonalFact): number {
  return Object.values(facts).reduce<number>((sum, value) => sum + String(value).length, 0)
}
