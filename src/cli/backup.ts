import type { Config } from '../config/config.js'
import { DEMO_DIRECTORY, demoDatabase } from '../demo/database.js'
import { backUp, UnsoundBackup } from '../store/sqlite/backup.js'
import { UsageError } from './arguments.js'
import type { BackupCommand } from './command-line.js'
import { readConfigFile } from './config-file.js'
import { EXIT } from './exit-codes.js'
import { print } from './output.js'
import { postgresOf } from './store-of.js'

/** Makes a backup of the database. Prints one line per fault if the copy is not sound, and rejects. */
export async function backUpDatabase({ to, overwrite, file }: BackupCommand): Promise<number> {
  const path = file === undefined ? demoDatabase(DEMO_DIRECTORY) : await fileOf(await readConfigFile(file), to)
  try {
    const bytes = await backUp({ path, to, overwrite })
    print(`${to} is a backup of ${path}: ${bytes} bytes, checked.`)
    return EXIT.success
  } catch (error) {
    if (error instanceof UnsoundBackup) for (const fault of error.faults) print(fault)
    throw error
  }
}

/** The file of a database. Rejects for PostgreSQL, which has a program for backups, and says how to call it. */
async function fileOf(config: Config, to: string): Promise<string> {
  const postgres = await postgresOf(config)
  if (!postgres) return config.store.sqlite.path
  throw new UsageError(`The database is one of PostgreSQL. This makes the backup, also while Latchstring runs:
  ${dumpOf(config.store.postgres, to)}
A password comes from the environment variable PGPASSWORD, or from the file ~/.pgpass.`)
}

/** The command that copies a database to a file, without the password. */
function dumpOf({ url, caFile }: Config['store']['postgres'], to: string): string {
  const address = new URL(url)
  address.password = ''
  if (caFile !== '') address.searchParams.set('sslrootcert', caFile)
  return `pg_dump --format=custom --file=${quoted(to)} ${quoted(address.href)}`
}

/** A word as a shell reads it. */
function quoted(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`
}
