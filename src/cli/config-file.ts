import { readFile, stat } from 'node:fs/promises'
import type { Logger } from 'pino'
import { type Config, readConfig } from '../config/config.js'
import { UsageError } from './arguments.js'
import { messageOf } from './failure.js'

/** The bit of a file mode that lets every user read the file. */
const OTHERS_READ = 0o004

/** Reads a configuration file and the secrets in the environment. Rejects with a UsageError or a ConfigError. */
export async function readConfigFile(file: string): Promise<Config> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(`The configuration file cannot be read: ${messageOf(error)}`)
  })
  return readConfig(text, process.env)
}

/** Logs a warning if a configuration file contains a secret and every user of this machine can read the file. */
export async function warnOfReadableSecrets(file: string, log: Logger): Promise<void> {
  const { mode } = await stat(file)
  const hasSecret = /\bsecret:[ \t]*[^\s#,}]/.test(await readFile(file, 'utf8'))
  if (process.platform === 'win32' || !hasSecret || (mode & OTHERS_READ) === 0) return
  log.warn({ event: 'readable-secrets', file }, 'Every user of this machine can read the secrets in the configuration')
}
