import type { Session } from './session.js'

/** By such names the server lists the sessions of a service. */
const OF_SERVICE = '^latchstring (reads|writes) '

/** Rejects if a service has sessions at the database. What begins later is kept off by the claims of rooms. */
export async function refuseInUse(session: Session): Promise<void> {
  const { rows } = await session.query({
    text: 'select 1 from pg_stat_activity where datname = current_database() and application_name ~ $1 limit 1',
    values: [OF_SERVICE],
  })
  if (rows.length === 0) return
  throw new Error('Another Latchstring runs on the database (store.postgres.url). Stop that one first.')
}
