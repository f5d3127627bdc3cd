import { join } from 'node:path'

/** The path of the demo's database in the demo's directory. */
export function demoDatabase(directory: string): string {
  return join(directory, 'latchstring.sqlite')
}
