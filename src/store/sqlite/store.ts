import type { Store, StoredChange } from '../store.js'
import { changeWriter } from '../tables/commit.js'
import { storedCounts } from '../tables/counts.js'
import { keyOf } from '../tables/key.js'
import { loadFrom } from '../tables/load.js'
import { lookUpIn } from '../tables/look-up.js'
import type { Reading } from '../tables/statement.js'
import { tablesOfStore } from '../tables/tables.js'
import { BusyRetry } from './busy-retry.js'
import { DatabaseFiles } from './database-files.js'
import { type OpenDatabase, type OpenOptions, openBeside, openInMemory, openToServe } from './open.js'
import { SqliteRunner } from './runner.js'
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
  const tables = tablesOfStore()
  const [load, lookUp, stepsOf] = [loadFrom(tables), lookUpIn(tables), changeWriter(tables)]
  const runner = new SqliteRunner(db)
  const files = path === undefined ? undefined : new DatabaseFiles(path)
  const retry = new BusyRetry()
  const write = (changes: readonly StoredChange[]) => {
    for (const change of changes) for (const step of stepsOf(change)) runner.write(step)
  }
  const writer = new Writer(db, write, { files, retry })
  const read = <T>(reading: () => Reading<T>): Promise<T> => retry.run(() => runner.read(reading()))
  return {
    load: wanted => read(() => load(wanted)),
    lookUp: lookup => read(() => lookUp(lookup)),
    key: () => read(keyOf),
    commit: changes => writer.commit(changes),
    familyClients: () => read(tables.familyClients.all),
    activitySubscriptions: () => read(tables.activitySubscriptions.all),
    undelivered: page => read(() => tables.outbox.waiting(page)),
    probe: () => writer.probe(),
    counts: () => read(storedCounts),
    hurry: bound => retry.endWithin(bound),
    close: async () => {
      writer.close()
      close()
    },
  }
}
