import type { Store, StoredChange } from '../../src/store/store.js'

/** A store that can be told to fail; otherwise it is the one behind it. */
export type FailingStore = Store & {
  /** What becomes of deliveries is noted whenever that is known: no scene means that commit. */
  failNextCommit(): void
}

export function failing(store: Store): FailingStore {
  let fails = false
  return {
    ...store,
    failNextCommit: () => {
      fails = true
    },
    commit: async changes => {
      if (!fails || changes.every(isOfOutbox)) return store.commit(changes)
      fails = false
      throw new Error('this commit fails because the scene wants it to')
    },
  }
}

function isOfOutbox(change: StoredChange): boolean {
  return change.kind === 'outbox' || (change.kind === 'delivery' && change.was !== undefined)
}
