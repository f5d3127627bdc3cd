#!/usr/bin/env node
import { existsSync } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import type { Logger } from 'pino'
import {
  type BackupCommand,
  type Command,
  HELP,
  parseCommandLine,
  type TokenCommand,
  UsageError,
} from './command-line.js'
import { type Config, ConfigError, readConfig } from './config.js'
import { demoDatabase } from './demo/database.js'
import { storedSecrets } from './demo/secrets.js'
import { signToken } from './http/auth/token.js'
import { PublicKeyFileError, tokenRules } from './http/auth/token-rules.js'
import { logTo } from './log.js'
import { release } from './release.js'
import { startWatchdog } from './watch/watchdog.js'

/** Where everything is kept that a start without a configuration file makes. */
const DEMO_DIRECTORY = 'var'

/** Of a file's mode. */
const OTHERS_READ = 0o004

const EXIT = { success: 0, failure: 1, mistake: 2, unfinished: 3 } as const

/** In seconds: what hangs after a signal to stop is left, by the process itself or, where that hangs, by its watchdog. */
const LONGEST_STOP = 10
const LONGEST_HANG = 12

type Running = { stop(): Promise<void> }

function print(line: string): void {
  process.stdout.write(`${line}\n`)
}

function complain(text: string): void {
  process.stderr.write(`${text}\n`)
}

async function run(command: Command): Promise<number> {
  switch (command.kind) {
    case 'help':
      process.stdout.write(HELP)
      return EXIT.success
    case 'version':
      print(release)
      return EXIT.success
    case 'check-config':
      await checkConfig(command.file)
      print(`${command.file} is in order.`)
      return EXIT.success
    case 'check-database':
      return checkDatabaseFile(command.file)
    case 'backup':
      return backUpTo(command)
    case 'token':
      print(await tokenFor(command))
      return EXIT.success
    case 'start':
      return command.file === undefined ? startDemo(command.play) : startFrom(command.file)
  }
}

/** Also what the configuration names: the file with the public key. */
async function checkConfig(file: string): Promise<void> {
  const { auth } = await configFrom(file)
  await tokenRules(auth.jwt, { warn: () => undefined })
}

/** A line for each fault; a file that is not there is a mistake in the command line. */
async function checkDatabaseFile(file: string): Promise<number> {
  const { checkDatabase, soundness } = await import('./store/sqlite/check.js')
  if (!existsSync(file)) throw new UsageError(`There is no file ${file}.`)
  const { version, faults } = checkDatabase(file)
  for (const fault of faults) print(fault)
  if (faults.length > 0) return EXIT.failure
  print(`${file} ${soundness(version)}`)
  return EXIT.success
}

/** Where the copy is not sound, a line for each fault. */
async function backUpTo({ to, overwrite, file }: BackupCommand): Promise<number> {
  const { backUp, UnsoundBackup } = await import('./store/sqlite/backup.js')
  const path = file === undefined ? demoDatabase(DEMO_DIRECTORY) : (await configFrom(file)).store.sqlite.path
  try {
    const bytes = await backUp({ path, to, overwrite })
    print(`${to} is a backup of ${path}: ${bytes} bytes, checked.`)
    return EXIT.success
  } catch (error) {
    if (error instanceof UnsoundBackup) for (const fault of error.faults) print(fault)
    throw error
  }
}

async function configFrom(file: string): Promise<Config> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(`The configuration file cannot be read: ${messageOf(error)}`)
  })
  return readConfig(text, process.env)
}

/** Secrets in a file are for its owner and, at the most, for one group. */
async function warnOfReaders(file: string, log: Logger): Promise<void> {
  const { mode } = await stat(file)
  const hasSecret = /\bsecret:[ \t]*[^\s#,}]/.test(await readFile(file, 'utf8'))
  if (process.platform === 'win32' || !hasSecret || (mode & OTHERS_READ) === 0) return
  log.warn({ event: 'readable-secrets', file }, 'Everybody on this machine can read the secrets in the configuration')
}

async function tokenFor({ file, ...request }: TokenCommand): Promise<string> {
  if (file !== undefined) {
    const { storedToken } = await import('./stored-token.js')
    return storedToken(await configFrom(file), request)
  }
  const { user, hours, scopes } = request
  return signToken(await demoSecret(), { user, userClaim: 'sub', hours, scope: scopes?.join(' ') })
}

async function demoSecret(): Promise<string> {
  const given = process.env['LATCHSTRING_JWT_SECRET']
  return given === undefined || given === '' ? (await storedSecrets(DEMO_DIRECTORY)).jwtSecret : given
}

async function startFrom(file: string): Promise<number> {
  const stopAsked = nextStop()
  const config = await configFrom(file)
  const log = logTo(process.stderr.fd, config.log.level)
  endOnFault(log)
  await warnOfReaders(file, log)
  const { startLatchstring } = await import('./latchstring.js')
  const running = await Promise.race([startLatchstring(config, log), stopAsked])
  if (!running) return EXIT.success
  const watchdog = startWatchdog(config.watchdog)
  await stopAsked
  watchdog.endWithin(LONGEST_HANG)
  setTimeout(() => {
    log.error({ event: 'stop-overdue' }, `Not all has ended within ${LONGEST_STOP} s; the rest is left as it is`)
    process.exit(EXIT.unfinished)
  }, LONGEST_STOP * 1000)
  await running.stop()
  return EXIT.success
}

async function startDemo(play: boolean): Promise<number> {
  const stopAsked = nextStop()
  const { runDemo } = await import('./demo/demo.js')
  const running = await Promise.race([runDemo({ play, print, directory: DEMO_DIRECTORY }), stopAsked])
  // A story that was cut short did not pass.
  if (!running) return play ? EXIT.failure : EXIT.success
  await stopAfter(play ? Promise.resolve() : stopAsked, running)
  return play && running.passed !== true ? EXIT.failure : EXIT.success
}

async function stopAfter(stopAsked: Promise<void>, running: Running): Promise<void> {
  await stopAsked
  await running.stop()
}

/** In milliseconds. A terminal and npm both pass the one Ctrl-C on to us. */
const SAME_SIGNAL = 1000

/** Resolves at the first signal to stop. Another one, later, ends the process at once. */
function nextStop(): Promise<void> {
  return new Promise(resolve => {
    let asked: number | undefined
    for (const [signal, code] of [['SIGINT', 130] as const, ['SIGTERM', 143] as const]) {
      process.on(signal, () => {
        asked ??= performance.now()
        if (performance.now() - asked > SAME_SIGNAL) process.exit(code)
        resolve()
      })
    }
  })
}

/** What nobody expected goes to the log, where control characters are escaped, and not to the terminal. */
function endOnFault(log: Logger): void {
  process.on('uncaughtException', error => {
    log.fatal(error, 'ended by a fault in the program')
    process.exit(EXIT.failure)
  })
}

function complaintOf(error: unknown): string {
  if (!(error instanceof ConfigError)) return messageOf(error)
  const count = error.problems.length === 1 ? 'one mistake' : `${error.problems.length} mistakes`
  return `The configuration has ${count}:\n${error.message.replace(/^/gm, '  ')}`
}

function messageOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return `${error.message}. Stop what listens there, or choose another http.port in a configuration file.`
  }
  return error instanceof Error ? error.message : String(error)
}

try {
  process.exitCode = await run(parseCommandLine(process.argv.slice(2)))
} catch (error) {
  complain(complaintOf(error))
  const isMistake = [UsageError, ConfigError, PublicKeyFileError].some(kind => error instanceof kind)
  process.exitCode = isMistake ? EXIT.mistake : EXIT.failure
}
// Whatever is still open has nothing left to do.
process.exit()
