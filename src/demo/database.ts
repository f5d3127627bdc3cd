import { join } from 'node:path'

/** Where the demo keeps its rooms, in its directory. */
export function demoDatabase(directory: string): string {
  return join(directory, 'latchstring.sqlite')
}
