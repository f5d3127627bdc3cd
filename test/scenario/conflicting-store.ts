import { Conflict, type Store } from '../../src/store/store.js'

/** With this variable in the environment, scenes play on a conflicting store: `npm test -- --conflicts`. */
export const CONFLICTS = 'LATCHSTRING_CONFLICTS'

/** Whether the store of the scenes is a conflicting one: then all rooms leave memory again and again. */
export const isConflicting = process.env[CONFLICTS] !== undefined

/** The store of a scene: as it is, or conflicting. */
export function sceneStore<S extends Store>(store: S): S {
  return isConflicting ? conflicting(store) : store
}

/**
 * A store that answers the first attempt at each batch as if another instance had taken all its rooms; the repeated one goes to
 * the store behind it. A batch that changes nothing is such a batch, too.
 */
function conflicting<S extends Store>(store: S): S {
  let isRepeated = false
  const meetsConflict = (rooms: readonly string[]): void => {
    isRepeated = !isRepeated
    if (isRepeated) throw new Conflict(rooms)
  }
  const methods: Pick<Store, 'commit' | 'holds'> = {
    commit: async (changes, rooms = []) => {
      meetsConflict(rooms)
      await store.commit(changes, rooms)
    },
    holds: async rooms => {
      meetsConflict(rooms)
      await store.holds?.(rooms)
    },
  }
  // A scene may replace other methods of its store at any time.
  return Object.assign(Object.create(store), methods)
}
