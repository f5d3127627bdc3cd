import type { Found, Lookup, Questions } from '../../muc/model/lookup.js'
import { merged } from './merged.js'
import type { Tables } from './tables.js'

type Answerers = { readonly [Name in keyof Questions]: (asked: Questions[Name]['asked']) => Questions[Name]['answer'] }

/** Reads what a stanza needs beyond its room. */
export function lookUpIn(tables: Tables): (lookup: Lookup) => Found {
  const answerers: Answerers = merged(tables, 'answers')
  const isQuestion = (name: string): name is keyof Questions => name in answerers
  return lookup => {
    const names = Object.keys(lookup).filter(isQuestion)
    return Object.fromEntries(names.map(name => [name, answer(answerers, name, lookup)]))
  }
}

function answer<Name extends keyof Questions>(answerers: Answerers, name: Name, lookup: Lookup): unknown {
  const asked: Questions[Name]['asked'] | undefined = lookup[name]
  return asked === undefined ? undefined : answerers[name](asked)
}
