import type { Logger } from 'pino'
import type { Config } from '../config/config.js'
import { placeOf } from '../store/postgres/place.js'
import { openPostgresStore } from '../store/postgres/store.js'
import { openSqliteStore } from '../store/sqlite/store.js'
import type { Store } from '../store/store.js'

/** Opens the store of the configuration. Rejects if it cannot be used; the message says what to change. */
export async function openStore({ store: { sqlite, postgres }, xmpp }: Config, log: Logger): Promise<Store> {
  const place = await placeOf(postgres)
  if (!place) return openSqliteStore(sqlite.path, { checkAtStart: sqlite.checkAtStart, log })
  const onWentBack = () =>
    log.error(
      { event: 'database-went-back' },
      'The database has lost what it had stored: it was put back to an earlier state, or a standby took over that lacked it',
    )
  return openPostgresStore({ ...place, domain: xmpp.domain, onWentBack })
}
