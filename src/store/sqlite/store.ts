import type { Store } from '../store.js'
import { BusyRetry } from './busy-retry.js'
import { batchWriter } from '../tables/commit.js'
import { countsIn } from '../tables/counts.js'
import { DatabaseFiles } from './database-files.js'
import { keyOf } from '../tables/key.js'
import { loadFrom } from '../tables/load.js'
import { lookUpIn } from '../tables/look-up.js'
import { type OpenDatabase, type OpenOptions, openBeside, openInMemory, openToServe } from './open.js'
import { prepareTables } from '../tables/tables.js'
import { Writer } from './writer.js'

const IN_MEMORY = ':memory:'

/** Opens the store of a service; throws as `openToServe`. The path `:memory:` persists nothing. */
export function openSqliteStore(path: string, options: OpenOptions = {}): Store {
  if (path === IN_MEMORY) return storeIn(openInMemory())
  return storeIn(openToServe(path, options), path)
}

/** Opens the store for a command beside a service; throws as `openBeside`. */
export function openStoreBeside(path: string): Store {
  return storeIn(openBeside(path))
}

/** Makes the store of a database. With a `path`, the files must stay the same while it is open. */
function storeIn({ db, close }: OpenDatabase, path?: string): Store {
  const tables = prepareTables(db)
  const [load, lookUp] = [loadFrom(tables), lookUpIn(tables)]
  const files = path === undefined ? undefined : new DatabaseFiles(path)
  const retry = new BusyRetry()
  const writer = new Writer(db, batchWriter(tables), { files, retry })
  const counts = countsIn(db)
  return {
    load: wanted => retry.run(() => load(wanted)),
    lookUp: lookup => retry.run(() => lookUp(lookup)),
    key: () => retry.run(() => keyOf(db)),
    commit: changes => writer.commit(changes),
    familyClients: () => retry.run(() => tables.familyClients.all()),
    activitySubscriptions: () => retry.run(() => tables.activitySubscriptions.all()),
    undelivered: page => retry.run(() => tables.outbox.waiting(page)),
    probe: () => writer.probe(),
    counts: () => retry.run(() => counts()),
    hurry: bound => retry.endWithin(bound),
    close: async () => {
      writer.close()
      close()
    },
  }
}
