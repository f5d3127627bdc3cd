import type { Store } from '../store.js'
import { batchWriter } from './commit.js'
import { countsIn } from './counts.js'
import { keyOf } from './key.js'
import { loadFrom } from './load.js'
import { lookUpIn } from './look-up.js'
import { type OpenDatabase, type OpenOptions, openBeside, openInMemory, openToServe } from './open.js'
import { Patience } from './patience.js'
import { Place } from './place.js'
import { prepareTables } from './tables.js'
import { Writer } from './writer.js'

const IN_MEMORY = ':memory:'

/** The store of a service, as `openToServe` opens it. `:memory:` keeps nothing. */
export function openSqliteStore(path: string, options: OpenOptions = {}): Store {
  if (path === IN_MEMORY) return storeIn(openInMemory())
  return storeIn(openToServe(path, options), path)
}

/** The store of a command beside a service, as `openBeside` opens it. */
export function openStoreBeside(path: string): Store {
  return storeIn(openBeside(path))
}

/** What another process keeps locked is tried again; `path`: where the files must stay in their place. */
function storeIn({ db, close }: OpenDatabase, path?: string): Store {
  const tables = prepareTables(db)
  const [load, lookUp] = [loadFrom(tables), lookUpIn(tables)]
  const place = path === undefined ? undefined : new Place(path)
  const patience = new Patience()
  const writer = new Writer(db, batchWriter(tables), { place, patience })
  const counts = countsIn(db)
  return {
    load: wanted => patience.with(() => load(wanted)),
    lookUp: lookup => patience.with(() => lookUp(lookup)),
    key: () => patience.with(() => keyOf(db)),
    commit: changes => writer.commit(changes),
    activitySubscriptions: () => patience.with(() => tables.activitySubscriptions.all()),
    undelivered: page => patience.with(() => tables.outbox.waiting(page)),
    probe: () => writer.probe(),
    counts: () => patience.with(() => counts()),
    hurry: bound => patience.endIn(bound),
    close: async () => {
      writer.close()
      close()
    },
  }
}
