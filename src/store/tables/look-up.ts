import type { Found, Lookup, Questions } from '../../muc/model/lookup.js'
import { merged } from './merged.js'
import { type Reading, together } from './statement.js'
import type { Tables } from './tables.js'

type Answerers = {
  readonly [Name in keyof Questions]: (asked: Questions[Name]['asked']) => Reading<Questions[Name]['answer']>
}

/** Describes how to read what a stanza needs beyond its room. */
export function lookUpIn(tables: Tables): (lookup: Lookup) => Reading<Found> {
  const answerers: Answerers = merged(tables, 'answers')
  const isQuestion = (name: string): name is keyof Questions => name in answerers
  return function* find(lookup) {
    const names = Object.keys(lookup).filter(isQuestion)
    const found = yield* together(names.map(name => answer(answerers, name, lookup)))
    return Object.fromEntries(names.map((name, n) => [name, found[n]]))
  }
}

function* answer<Name extends keyof Questions>(answerers: Answerers, name: Name, lookup: Lookup): Reading<unknown> {
  const asked: Questions[Name]['asked'] | undefined = lookup[name]
  return asked === undefined ? undefined : yield* answerers[name](asked)
}
