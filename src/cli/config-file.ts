import { readFile } from 'node:fs/promises'
import type { Logger } from 'pino'
import { type Config, readConfig } from '../config/config.js'
import { hasReadableSecrets } from '../doctor/secrets-check.js'
import { fileTrouble } from '../file-trouble.js'
import { UsageError } from './arguments.js'
import { messageOf } from './failure.js'

/** Reads a configuration file and the secrets in the environment. Rejects with a UsageError or a ConfigError. */
export async function readConfigFile(file: string): Promise<Config> {
  const text = await readFile(file, 'utf8').catch((error: unknown) => {
    throw new UsageError(
      `The configuration file ${JSON.stringify(file)} cannot be read: ${fileTrouble(error) ?? messageOf(error)}.`,
    )
  })
  return readConfig(text, process.env)
}

/** Logs a warning if a configuration file contains a secret and every user of this machine can read the file. */
export async function warnOfReadableSecrets(file: string, log: Logger): Promise<void> {
  if (!(await hasReadableSecrets(file))) return
  log.warn({ event: 'readable-secrets', file }, 'Every user of this machine can read the secrets in the configuration')
}
