import { statSync } from 'node:fs'
import { moveToPostgres } from '../store/move/move.js'
import { nameOf } from '../store/postgres/place.js'
import { UsageError } from './arguments.js'
import type { MoveCommand } from './command-line.js'
import { readConfigFile } from './config-file.js'
import { EXIT } from './exit-codes.js'
import { ProgressLine } from './import-progress.js'
import { print } from './output.js'
import { postgresOf } from './store-of.js'

/** Moves a database of SQLite to that of PostgreSQL in a configuration. Rejects if that fails; the message says what to do. */
export async function move({ from, file }: MoveCommand): Promise<number> {
  const config = await readConfigFile(file)
  if (statSync(from, { throwIfNoEntry: false })?.isFile() !== true) throw new UsageError(`There is no file ${from}.`)
  const to = await postgresOf(config)
  if (!to) throw new UsageError(`${file} names no database of PostgreSQL to move to (store.postgres.url).`)
  const line = new ProgressLine()
  const say = (_: object, text: string) => line.say(text)
  const { rows, wasThere } = await moveToPostgres({
    ...{ from, to, domain: config.xmpp.domain, now: Date.now },
    log: { info: say, warn: say, error: say },
    onProgress: sentence => line.tell(sentence),
  }).finally(() => line.end())
  print(
    wasThere
      ? `An earlier move had copied all ${rows} rows to ${nameOf(to)}. ${from} is marked as moved now.`
      : `${rows} rows have moved to ${nameOf(to)}, and are equal there. ${from} is marked as moved.`,
  )
  return EXIT.success
}
