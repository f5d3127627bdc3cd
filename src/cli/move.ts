import { statSync } from 'node:fs'
import { type MoveProgress, moveToPostgres } from '../store/move/move.js'
import { UsageError } from './arguments.js'
import type { MoveCommand } from './command-line.js'
import { EXIT } from './exit-codes.js'
import { ProgressLine } from './import-progress.js'
import { print } from './output.js'

/** Moves a database of SQLite to that of PostgreSQL in a configuration. Rejects, and nothing has moved, if that fails. */
export async function move({ from, file }: MoveCommand): Promise<number> {
  if (statSync(from, { throwIfNoEntry: false })?.isFile() !== true) throw new UsageError(`There is no file ${from}.`)
  const { address, ca } = await postgresOf(file)
  const line = new ProgressLine()
  const say = (_: object, text: string) => line.say(text)
  const { rows, wasThere } = await moveToPostgres({
    from,
    now: Date.now,
    log: { info: say, warn: say, error: say },
    onProgress: progress => line.tell(sentenceOf(progress)),
  }).finally(() => line.end())
  print(
    wasThere
      ? `An earlier move had copied all ${rows} rows to ${to}. ${from} is marked as moved now.`
      : `${rows} rows have moved to ${to}, and are equal. ${from} is marked as moved: keep it until you have a backup.`,
  )
  return EXIT.success
}

function sentenceOf({ does, table, rows, ofRows }: MoveProgress): string {
  const number = (value: number) => value.toLocaleString('en')
  return `${does === 'copy' ? 'Copied' : 'Compared'}: ${number(rows)} of ${number(ofRows)} rows of the table ${table}`
}
