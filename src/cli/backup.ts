import { DEMO_DIRECTORY, demoDatabase } from '../demo/database.js'
import { backUp, UnsoundBackup } from '../store/sqlite/backup.js'
import type { BackupCommand } from './command-line.js'
import { readConfigFile } from './config-file.js'
import { EXIT } from './exit-codes.js'
import { print } from './output.js'

/** Makes a backup of the database. Prints one line per fault if the copy is not sound, and rejects. */
export async function backUpDatabase({ to, overwrite, file }: BackupCommand): Promise<number> {
  const path = file === undefined ? demoDatabase(DEMO_DIRECTORY) : (await readConfigFile(file)).store.sqlite.path
  try {
    const bytes = await backUp({ path, to, overwrite })
    print(`${to} is a backup of ${path}: ${bytes} bytes, checked.`)
    return EXIT.success
  } catch (error) {
    if (error instanceof UnsoundBackup) for (const fault of error.faults) print(fault)
    throw error
  }
}
