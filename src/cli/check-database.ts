import { existsSync } from 'node:fs'
import { checkDatabase, soundness } from '../store/sqlite/check.js'
import { UsageError } from './arguments.js'
import { EXIT } from './exit-codes.js'
import { print } from './output.js'

/** Checks a database file and prints one line per fault. Throws a UsageError if there is no such file. */
export function checkDatabaseFile(file: string): number {
  if (!existsSync(file)) throw new UsageError(`There is no file ${file}.`)
  const { version, faults } = checkDatabase(file)
  for (const fault of faults) print(fault)
  if (faults.length > 0) return EXIT.failure
  print(`${file} ${soundness(version)}`)
  return EXIT.success
}
