import type { Tables } from './tables.js'

/** What a table module can give: a set of functions by name. */
type Part = 'write' | 'maps' | 'answers'

type PartOf<Module, P extends Part> = Module extends { readonly [Key in P]: infer Given } ? Given : never

type Intersection<Union> = (Union extends unknown ? (part: Union) => void : never) extends (part: infer All) => void
  ? All
  : never

/** One part of all table modules together. No two modules have a function of the same name, as a test checks. */
export type Merged<P extends Part> = Intersection<PartOf<Tables[keyof Tables], P>>

/** Joins one part of all table modules. */
export function merged<P extends Part>(tables: Tables, part: P): Merged<P> {
  const modules: readonly { readonly [Key in Part]?: object }[] = Object.values(tables)
  return Object.assign({}, ...modules.map(module => module[part]))
}
