import { OutcomeUnknown, type Store, type StoredChange } from '../../src/store/store.js'

/** A store that can be told to fail; otherwise it is the one behind it. */
export type FailingStore = Store & {
  /** What becomes of deliveries is noted whenever that is known: no scene means that commit. */
  failNextCommit(): void
  /** The next such commit is stored, but nobody is sure of it. */
  doubtNextCommit(): void
}

/** What a failure says that the scene has asked for. */
export const WANTED = 'the scene wants it'

export function failing(store: Store): FailingStore {
  let next: 'stored' | 'fails' | 'in doubt' = 'stored'
  return {
    ...store,
    failNextCommit: () => {
      next = 'fails'
    },
    doubtNextCommit: () => {
      next = 'in doubt'
    },
    commit: async changes => {
      const outcome = changes.every(isOfOutbox) ? 'stored' : next
      if (outcome !== 'fails') await store.commit(changes)
      if (outcome === 'stored') return
      next = 'stored'
      const text = `${WANTED}: this commit ${outcome}`
      throw outcome === 'fails' ? new Error(text) : new OutcomeUnknown(text)
    },
  }
}

function isOfOutbox(change: StoredChange): boolean {
  return change.kind === 'outbox' || (change.kind === 'delivery' && change.was !== undefined)
}
