import { delimiter, join } from 'node:path'
import { isExecutable } from '../../src/init/machine.js'

/** Why a server cannot be used here: the packages to install. */
export type Missing = { readonly skip: string }

/** The result for a server that is not installed: a reason to skip, or an error where the servers are required. */
export function missing(name: string, packages: string): Missing {
  const skip = `${name} is not installed: install the Debian ${packages}`
  if (process.env['LATCHSTRING_REQUIRE_SERVERS'] === '1') throw new Error(skip)
  return { skip }
}

/** The path of a program, also in the directories for administrators that PATH may lack. */
export function findProgram(name: string): string | undefined {
  const directories = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin', '/usr/sbin', '/usr/local/bin']
  return directories.map(directory => join(directory, name)).find(isExecutable)
}
