import { type Logger, pino } from 'pino'

/** In characters: a stack has some two thousand. */
const LONGEST_LINE = 16_384
const LONGEST_TEXT = 500
/** In bytes: how much of the log waits while its file takes nothing; what comes on top of that is lost. */
const MOST_WAITING = 64 * 1024

/** What a terminal acts on, or what turns text around, beyond what JSON escapes: it is written as JSON writes the rest. */
const ACTS = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g

/**
 * The log of the service: one JSON object a line, at once, to a file that is open. Where that takes nothing, because its
 * disk is full, say, the service goes on without a log until it does.
 */
export function logTo(fd: number, level: string): Logger {
  const destination = pino.destination({ dest: fd, sync: true, maxLength: MOST_WAITING })
  // There is no other place to tell it.
  destination.on('error', () => undefined)
  return pino({ level }, { write: line => void destination.write(boundedLine(line)) })
}

/**
 * A line as it is written, ending with a line feed: without characters that act on whoever reads it, and never longer
 * than a bound, whatever a stranger has sent; of a longer one the parts are cut.
 */
export function boundedLine(line: string): string {
  const harmless = line.replace(ACTS, character => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return harmless.length <= LONGEST_LINE ? harmless : `${cut(line)}\n`
}

function cut(line: string): string {
  const { level, time, msg, event, err }: Record<string, unknown> = JSON.parse(line)
  const { type, message, stack }: Record<string, unknown> = Object(err)
  const parts = { level, time, event, type, message, stack, msg }
  const shown = Object.entries(parts).map(([name, part]) => {
    return [name, typeof part === 'string' ? part.slice(0, LONGEST_TEXT).replace(/[^ -~\n]/g, '?') : part]
  })
  return JSON.stringify({ ...Object.fromEntries(shown), cutFrom: line.length })
}
