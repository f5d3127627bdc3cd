import { ConfigError } from '../config/config-error.js'
import { FileError, fileTrouble } from '../file-trouble.js'
import { safeLines } from '../plain-text.js'
import { UsageError } from './arguments.js'
import { EXIT } from './exit-codes.js'

/**
 * The text on standard error when a command fails, without what a terminal would interpret: another server may have written
 * a part of it. It lists every mistake of a configuration on a line of its own.
 */
export function failureText(error: unknown): string {
  if (!(error instanceof ConfigError)) return safeLines(messageOf(error))
  const count = error.problems.length === 1 ? 'one mistake' : `${error.problems.length} mistakes`
  return `The configuration has ${count}:\n${error.message.replace(/^/gm, '  ')}`
}

/** The exit code when a command fails: a mistake that the admin can correct has its own. */
export function failureCode(error: unknown): number {
  const isMistake = [UsageError, ConfigError, FileError].some(kind => error instanceof kind)
  return isMistake ? EXIT.mistake : EXIT.failure
}

/** The message of an error, with advice if a port is in use or a file cannot be used. */
export function messageOf(error: unknown): string {
  if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
    return `${error.message}. Stop the program that uses this port, or set another http.port in a configuration file.`
  }
  const trouble = error instanceof Error && 'path' in error ? fileTrouble(error) : undefined
  if (trouble !== undefined) return `${String(Object(error).path)}: ${trouble}.`
  return error instanceof Error ? error.message : String(error)
}
