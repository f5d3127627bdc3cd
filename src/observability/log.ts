import { isatty } from 'node:tty'
import { type Logger, pino } from 'pino'
import { humanLine } from './human-line.js'

/** The maximum length of a line, and of a text in a cut line, in characters. A stack trace has about 2000. */
const MAX_LINE = 16_384
const MAX_TEXT = 500
/** How many bytes are buffered while the file cannot be written; further lines are lost. */
const MAX_BUFFERED = 64 * 1024

/** Control characters and bidirectional formatting characters that JSON does not escape. */
const UNSAFE = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g

/** JSON for programs, or lines for people at a terminal. */
export type LogForm = 'json' | 'human'

/** The form that fits an open file descriptor: for people at a terminal, otherwise JSON. */
export function formFor(fd: number): LogForm {
  return isatty(fd) ? 'human' : 'json'
}

/**
 * The log of the service. Writes one line per entry to an open file descriptor, before anything else happens: the lines
 * that one piece of code logs without a pause are written at once. While the file cannot be written, for example because
 * the disk is full, the service continues without a log.
 */
export function logTo(fd: number, level: string, form: LogForm = 'json'): Logger {
  const destination = pino.destination({ dest: fd, sync: true, maxLength: MAX_BUFFERED })
  // There is no other place to report it.
  destination.on('error', () => undefined)
  let lines = ''
  const flush = () => {
    if (lines !== '') destination.write(lines)
    lines = ''
  }
  process.once('exit', flush)
  const write = (line: string) => {
    if (lines === '') queueMicrotask(flush)
    const bounded = boundedLine(line)
    lines += form === 'human' ? humanLine(bounded) : bounded
    if (lines.length > MAX_LINE) flush()
  }
  return pino({ level }, { write })
}

/**
 * Makes a log line (a JSON object and a line feed) safe whatever text of strangers it contains: escapes characters that
 * affect terminals, and cuts the fields of a line that is too long.
 */
export function boundedLine(line: string): string {
  const safe = line.replace(UNSAFE, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return safe.length <= MAX_LINE ? safe : `${cut(line)}\n`
}

function cut(line: string): string {
  const { level, time, msg, event, err }: Record<string, unknown> = JSON.parse(line)
  const { type, message, stack }: Record<string, unknown> = Object(err)
  const parts = { level, time, event, type, message, stack, msg }
  const shown = Object.entries(parts).map(([name, part]) => {
    return [name, typeof part === 'string' ? part.slice(0, MAX_TEXT).replace(/[^ -~\n]/g, '?') : part]
  })
  return JSON.stringify({ ...Object.fromEntries(shown), cutFrom: line.length })
}
