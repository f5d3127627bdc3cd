import { statSync } from 'node:fs'
import { fileTrouble } from '../file-trouble.js'
import { checkPostgres } from '../store/postgres/check.js'
import { nameOf } from '../store/postgres/place.js'
import { checkDatabase, type Examination, soundness } from '../store/sqlite/check.js'
import { UsageError } from './arguments.js'
import type { CheckDatabaseCommand } from './command-line.js'
import { readConfigFile } from './config-file.js'
import { EXIT } from './exit-codes.js'
import { messageOf } from './failure.js'
import { print } from './output.js'
import { postgresOf } from './store-of.js'

/** Checks a database and prints one line per fault. Rejects with a UsageError if there is no such file. */
export async function checkDatabaseOf({ path, file }: CheckDatabaseCommand): Promise<number> {
  if (file === undefined) return checkFile(path ?? '')
  const config = await readConfigFile(file)
  const postgres = await postgresOf(config)
  if (!postgres) return checkFile(config.store.sqlite.path)
  return tell(await checkPostgres(postgres), `${nameOf(postgres)} is sound.`)
}

function checkFile(path: string): number {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) throw new UsageError(`There is no file ${path}.`)
  const { version, faults } = checked(path)
  return tell(faults, `${path} ${soundness(version)}`)
}

function tell(faults: readonly string[], soundness: string): number {
  for (const fault of faults) print(fault)
  if (faults.length > 0) return EXIT.failure
  print(soundness)
  return EXIT.success
}

/** Adds the file to an error: those of SQLite do not name it. */
function checked(path: string): Examination {
  try {
    return checkDatabase(path)
  } catch (error) {
    throw new Error(`${path} cannot be read: ${fileTrouble(error) ?? messageOf(error)}.`, { cause: error })
  }
}
