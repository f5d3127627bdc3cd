import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { UsageError } from './arguments.js'

/** The variable of the environment with the password for `latchstring import`. */
const VARIABLE = 'LATCHSTRING_IMPORT_PASSWORD'

/** The password of an account: from the environment, else asked for on the terminal, which does not show it. */
export async function passwordOf(account: string): Promise<string> {
  const given = process.env[VARIABLE]
  if (given !== undefined && given !== '') return given
  if (!process.stdin.isTTY) throw new UsageError(`Set ${VARIABLE} to the password of ${account}.`)
  process.stderr.write(`Password of ${account}: `)
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const terminal = createInterface({ input: process.stdin, output: silent, terminal: true })
  try {
    return await new Promise<string>((resolve, reject) => {
      terminal.once('line', resolve)
      terminal.once('close', () => reject(new UsageError('No password was given.')))
    })
  } finally {
    terminal.close()
    process.stderr.write('\n')
  }
}
