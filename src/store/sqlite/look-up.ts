import type { Found, Lookup, Questions } from '../../muc/model/lookup.js'
import { merged } from './merged.js'
import type { Tables } from './tables.js'

type Answer<Name extends keyof Questions> = Questions[Name]['answer'] | Promise<Questions[Name]['answer']>
type Answerers = { readonly [Name in keyof Questions]: (asked: Questions[Name]['asked']) => Answer<Name> }

/** Reads what a stanza needs beyond its room. A long answer is read in several turns of the event loop. */
export function lookUpIn(tables: Tables): (lookup: Lookup) => Promise<Found> {
  const answerers: Answerers = merged(tables, 'answers')
  const isQuestion = (name: string): name is keyof Questions => name in answerers
  return async lookup => {
    const found: [string, unknown][] = []
    for (const name of Object.keys(lookup).filter(isQuestion)) {
      found.push([name, await answer(answerers, name, lookup)])
    }
    return Object.fromEntries(found)
  }
}

function answer<Name extends keyof Questions>(answerers: Answerers, name: Name, lookup: Lookup): unknown {
  const asked: Questions[Name]['asked'] | undefined = lookup[name]
  return asked === undefined ? undefined : answerers[name](asked)
}
