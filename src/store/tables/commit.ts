import type { StoredChange } from '../store.js'
import { merged } from './merged.js'
import { type Step, stepsOf, type Written } from './statement.js'
import type { Tables } from './tables.js'

type ByKind = { readonly [Change in StoredChange as Change['kind']]: Change }
type Writers = { readonly [Kind in keyof ByKind]: (change: ByKind[Kind]) => Written }

/** Describes the steps that write a change of a batch, inside a transaction, in the order of the changes. */
export function changeWriter(tables: Tables): (change: StoredChange) => Iterable<Step> {
  const writers: Writers = merged(tables, 'write')
  return change => stepsOf(write(writers, change.kind, change))
}

function write<Kind extends keyof ByKind>(writers: Writers, kind: Kind, change: ByKind[Kind]): Written {
  return writers[kind](change)
}
