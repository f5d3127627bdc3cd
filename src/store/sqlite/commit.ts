import type { StoredChange } from '../store.js'
import { merged } from './merged.js'
import type { Tables } from './tables.js'

type ByKind = { readonly [Change in StoredChange as Change['kind']]: Change }
type Writers = { readonly [Kind in keyof ByKind]: (change: ByKind[Kind]) => void }

/** Writes all changes of a batch, inside a transaction. */
export function batchWriter(tables: Tables): (changes: readonly StoredChange[]) => void {
  const writers: Writers = merged(tables, 'write')
  return changes => {
    for (const change of changes) write(writers, change.kind, change)
  }
}

function write<Kind extends keyof ByKind>(writers: Writers, kind: Kind, change: ByKind[Kind]): void {
  writers[kind](change)
}
