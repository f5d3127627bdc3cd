import { type CheckOptions, rowFaults } from '../tables/check.js'
import { beginReading, withSession } from './command-session.js'
import type { Place } from './place.js'
import { PostgresRunner } from './runner.js'

/**
 * Checks the rows of a database, also while services write to it; gives one sentence per fault. Rejects if it cannot be read,
 * or has no tables of Latchstring.
 */
export function checkPostgres(place: Place, options: CheckOptions = {}): Promise<readonly string[]> {
  return withSession(place, async session => {
    await beginReading(session)
    return new PostgresRunner(session).read(rowFaults(options))
  })
}
