import { join } from 'node:path'

/** The directory of the database and the secrets when Latchstring starts without a configuration file. */
export const DEMO_DIRECTORY = 'var'

/** The path of the demo's database in a directory. */
export function demoDatabase(directory: string): string {
  return join(directory, 'latchstring.sqlite')
}
