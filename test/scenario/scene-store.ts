import type { Config } from '../../src/config/config.js'
import { openSqliteStore } from '../../src/store/sqlite/store.js'
import type { Store } from '../../src/store/store.js'

type Opening = (config: Config) => Promise<Store>

let opening: Opening = async ({ store: { sqlite } }) => openSqliteStore(sqlite.path)

/** From now on the scenes of this process open their stores by this function. */
export function openStoresBy(other: Opening): void {
  opening = other
}

/** Opens the store of a scene by its configuration. */
export function openSceneStore(config: Config): Promise<Store> {
  return opening(config)
}
