import type { Logger } from 'pino'
import type { Leases } from '../cluster/leases.js'
import { PostgresLeases } from '../cluster/postgres-leases.js'
import type { Config } from '../config/config.js'
import { nameOf, placeOf } from '../store/postgres/place.js'
import { openPostgresStore } from '../store/postgres/store.js'
import { openSqliteStore } from '../store/sqlite/store.js'
import type { Store } from '../store/store.js'

/** What is kept, and the leases of the instances that share it. */
export type Storage = {
  readonly store: Store
  /** Absent where the store is for one process. */
  readonly leases?: Leases | undefined
  /** The database for people, without secrets. */
  readonly name: string
}

/** Opens the store of the configuration. Rejects if it cannot be used; the message says what to change. */
export async function openStorage({ store, xmpp, cluster }: Config, log: Logger): Promise<Storage> {
  const { sqlite, postgres } = store
  const place = await placeOf(postgres)
  if (!place) {
    const { path, checkAtStart } = sqlite
    return { store: openSqliteStore(path, { checkAtStart, log }), name: path }
  }
  const onWentBack = () =>
    log.error(
      { event: 'database-went-back' },
      'The database has lost what it had stored: it was put back to an earlier state, or a standby took over that lacked it',
    )
  return {
    store: await openPostgresStore({ ...place, domain: xmpp.domain, onWentBack }),
    leases: new PostgresLeases({ place, url: cluster.url }),
    name: nameOf(place),
  }
}
