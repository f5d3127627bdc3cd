import { existsSync } from 'node:fs'
import { findings } from '../doctor/doctor.js'
import type { Finding } from '../doctor/finding.js'
import { oneLine } from '../plain-text.js'
import { UsageError } from './arguments.js'
import type { DoctorCommand } from './command-line.js'
import { readConfigFile } from './config-file.js'
import { EXIT } from './exit-codes.js'
import { print } from './output.js'

/** Where a configuration usually is. */
const USUAL = ['latchstring.yaml', 'latchstring/latchstring.yaml', '/etc/latchstring/latchstring.yaml']
/** The longest sentence, in characters: a server may say much. */
const LONGEST = 2000

/** Prints what works and what does not, a line each. Rejects if the configuration cannot be used. */
export async function examine({ file, json }: DoctorCommand): Promise<number> {
  const path = file ?? USUAL.find(usual => existsSync(usual))
  if (path === undefined)
    throw new UsageError(`Name the configuration with --config: there is no ${USUAL.join(', no ')}.`)
  const config = await readConfigFile(path)
  const found = await findings({ config, file: path, program: [process.execPath, process.argv[1] ?? ''] })
  if (json) print(JSON.stringify({ findings: found }))
  else for (const finding of found) print(lineOf(finding))
  return found.some(({ state }) => state === 'fault') ? EXIT.failure : EXIT.success
}

function lineOf({ state, check, text }: Finding): string {
  return `${state.padEnd(9)}  ${check.padEnd(13)}  ${oneLine(text, LONGEST)}`
}
