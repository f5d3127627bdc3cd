import {
  FACT_KINDS,
  type FactKind,
  type FactsLookup,
  type FactsPage,
  type PersonalFact,
} from '../../../personal-facts/facts.js'
import type { Reading } from '../statement.js'
import { messageReader } from './messages.js'
import { lengthOf, type Reader } from './reader.js'
import { rowReader } from './rows.js'
import { SECTIONS } from './sections.js'

/** A page has no more facts when those that it has are so long, in characters. */
const LONGEST = 256 * 1024

/** Makes the reader of pages of the facts of people. */
export function factPages(): (lookup: FactsLookup) => Reading<FactsPage> {
  const readers = readersOf()
  return function* read({ user, after, most, mostRows }) {
    const facts: PersonalFact[] = []
    let left = LONGEST
    for (const kind of FACT_KINDS.slice(after ? FACT_KINDS.indexOf(after.kind) : 0)) {
      let key = kind === after?.kind ? after.key : undefined
      do {
        if (facts.length >= most || left <= 0) return { facts, next: { kind, key } }
        const asked = { user, most: most - facts.length, mostRows, after: key, longest: left }
        const found = yield* readers[kind](asked)
        facts.push(...found.facts)
        left -= found.facts.reduce((sum, fact) => sum + lengthOf(fact), 0)
        key = found.reached
        if (key !== undefined && found.facts.length === 0) return { facts, next: { kind, key } }
      } while (key !== undefined)
    }
    return { facts, next: undefined }
  }
}

function readersOf(): Readonly<Record<FactKind, Reader>> {
  const rows = Object.entries(SECTIONS).map(([kind, section]) => [kind, rowReader(kind as FactKind, section)])
  return { ...(Object.fromEntries(rows) as Record<keyof typeof SECTIONS, Reader>), message: messageReader() }
}
