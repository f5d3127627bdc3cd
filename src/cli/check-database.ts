import { statSync } from 'node:fs'
import { fileTrouble } from '../file-trouble.js'
import { checkDatabase, type Examination, soundness } from '../store/sqlite/check.js'
import { UsageError } from './arguments.js'
import { EXIT } from './exit-codes.js'
import { messageOf } from './failure.js'
import { print } from './output.js'

/** Checks a database file and prints one line per fault. Throws a UsageError if there is no such file. */
export function checkDatabaseFile(file: string): number {
  if (statSync(file, { throwIfNoEntry: false })?.isFile() !== true) throw new UsageError(`There is no file ${file}.`)
  const { version, faults } = checked(file)
  for (const fault of faults) print(fault)
  if (faults.length > 0) return EXIT.failure
  print(`${file} ${soundness(version)}`)
  return EXIT.success
}

/** Adds the file to an error: those of SQLite do not name it. */
function checked(file: string): Examination {
  try {
    return checkDatabase(file)
  } catch (error) {
    throw new Error(`${file} cannot be read: ${fileTrouble(error) ?? messageOf(error)}.`, { cause: error })
  }
}
