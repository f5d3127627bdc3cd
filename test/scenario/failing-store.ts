import { OutcomeUnknown, type Store, type StoredChange } from '../../src/store/store.js'

/** A store with failures on demand; everything else goes to the store behind it. */
export type FailingStore = Store & {
  /**
   * The next commit fails and stores nothing. Commits that only record deliveries are not counted: their time is not
   * under the control of a scene.
   */
  failNextCommit(): void
  /** The next such commit is stored, but rejects with `OutcomeUnknown`. */
  doubtNextCommit(): void
}

/** The text in the message of every requested failure. */
export const REQUESTED = 'requested by the scene'

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
      const text = `${REQUESTED}: this commit ${outcome}`
      throw outcome === 'fails' ? new Error(text) : new OutcomeUnknown(text)
    },
  }
}

function isOfOutbox(change: StoredChange): boolean {
  return change.kind === 'outbox' || (change.kind === 'delivery' && change.was !== undefined)
}
