import type { MovedRecord } from '../../moving/record.js'
import { type Exported, recordsOf } from '../tables/moving/records.js'
import { beginReading, openForCommand } from './command-session.js'
import type { Place } from './place.js'
import { PostgresRunner } from './runner.js'

/**
 * The records of a database (`src/moving/record.ts`), all of the same moment, also while services write to it. Throws if it has
 * no room of `rooms`. Close it by its `return`.
 */
export async function* recordsOfPostgres(place: Place, exported: Exported): AsyncGenerator<MovedRecord, void> {
  const session = await openForCommand(place)
  try {
    await beginReading(session)
    const runner = new PostgresRunner(session)
    yield* recordsOf(reading => runner.read(reading), exported)
  } finally {
    await session.close()
  }
}
