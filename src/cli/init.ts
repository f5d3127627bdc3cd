import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { type Ask, gatherAnswers, WrongAnswer } from '../init/answers.js'
import { newFiles, SNIPPETS } from '../init/files.js'
import { type Machine, thisMachine } from '../init/machine.js'
import { nextSteps } from '../init/next-steps.js'
import { FilesExist, writeFiles } from '../init/write-files.js'
import { UsageError } from './arguments.js'
import { checkConfig } from './check-config.js'
import type { InitCommand } from './command-line.js'
import { EXIT } from './exit-codes.js'
import { print } from './output.js'

const UNIT = 'latchstring.service'
/** Where our package for Debian has it. */
const PACKAGED_UNIT = `/lib/systemd/system/${UNIT}`

/**
 * Makes a first configuration, with the server's part of it: from the flags, from questions at a terminal, and from
 * guesses elsewhere. Rejects with a UsageError if a flag is wrong or missing, or if a file is there already.
 */
export async function initialise({ given, out, overwrite }: InitCommand): Promise<number> {
  const machine = thisMachine(process.argv[1] ?? '')
  try {
    const answers = await withTerminal(ask => gatherAnswers(given, machine, ask))
    const folder = resolve(out ?? defaultFolder(machine))
    const template = readFileSync(join(configFolder(), SNIPPETS[answers.server].from), 'utf8')
    const secrets = { xmpp: randomBytes(32).toString('hex'), jwt: randomBytes(32).toString('hex') }
    const files = newFiles({ answers, secrets, machine, folder, template })
    writeFiles(files, { overwrite })
    for (const line of nextSteps(files, answers, {
      machine,
      unit: existsSync(PACKAGED_UNIT) ? undefined : join(configFolder(), UNIT),
    }))
      print(line)
    print('')
    return files[0] ? await checkConfig(files[0].path) : EXIT.success
  } catch (error) {
    if (error instanceof WrongAnswer || error instanceof FilesExist) throw new UsageError(error.message)
    throw error
  }
}

/** Root makes the configuration of the machine, any other user one of their own. */
function defaultFolder({ isRoot }: Machine): string {
  return isRoot ? '/etc/latchstring' : 'latchstring'
}

function configFolder(): string {
  return join(dirname(createRequire(import.meta.url).resolve('latchstring/package.json')), 'config')
}

/** Runs an act that can ask, if standard input and output are a terminal. Rejects if the person ends the input. */
async function withTerminal<T>(act: (ask: Ask | undefined) => Promise<T>): Promise<T> {
  if (!process.stdin.isTTY || !process.stdout.isTTY) return act(undefined)
  const terminal = createInterface({ input: process.stdin, output: process.stdout })
  // Lines that are pasted together come together: each waits here for its question.
  const lines = terminal[Symbol.asyncIterator]()
  try {
    return await act(async prompt => {
      terminal.setPrompt(prompt.slice(prompt.lastIndexOf('\n') + 1))
      process.stdout.write(prompt.slice(0, prompt.lastIndexOf('\n') + 1))
      terminal.prompt()
      const { value, done } = await lines.next()
      if (done === true) throw new WrongAnswer('The questions were not answered; nothing was written.')
      return value
    })
  } finally {
    terminal.close()
  }
}
