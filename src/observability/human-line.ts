import { oneLine } from '../plain-text.js'

/** The words for the levels of the log. Information, the usual level, has none. */
const LEVELS: Readonly<Record<number, string>> = { 20: 'debug: ', 40: 'Warning: ', 50: 'Error: ', 60: 'Fatal: ' }
/** The most characters of a field, and lines of a stack trace. */
const MAX_FIELD = 300
const MAX_STACK = 12

/**
 * Makes a line of the log (a JSON object and a line feed) one for people: the time of this machine, the text, and the
 * fields behind it. Whatever strangers wrote is escaped, so that it cannot steer the terminal or look like another line.
 * An error adds its stack trace, indented.
 */
export function humanLine(line: string): string {
  const { level, time, pid, hostname, event, err, msg, ...fields }: Record<string, unknown> = JSON.parse(line)
  const { stack, message }: Record<string, unknown> = Object(err)
  const shown = Object.entries(fields).map(([name, value]) => ` ${oneLine(name)}=${shownValue(value)}`)
  const text = oneLine(String(msg ?? message ?? ''), MAX_FIELD * 3)
  const named = event === undefined ? '' : `  [${oneLine(String(event))}]`
  const lines = [`${timeOf(time)} ${LEVELS[Number(level)] ?? ''}${text}${named}${shown.join('')}`]
  if (typeof stack === 'string') {
    for (const part of stack.split('\n').slice(0, MAX_STACK)) lines.push(`    ${oneLine(part.trim())}`)
  }
  return `${lines.join('\n')}\n`
}

/** A simple word stays as it is; everything else is JSON, so that its end can be seen. */
function shownValue(value: unknown): string {
  const text = typeof value === 'string' && /^[^\s"=[\]{}]+$/.test(value) ? value : JSON.stringify(value)
  return oneLine(text, MAX_FIELD)
}

/** The time of day on this machine, such as 07:05:09. */
function timeOf(time: unknown): string {
  const at = new Date(Number(time))
  return [at.getHours(), at.getMinutes(), at.getSeconds()].map(part => String(part).padStart(2, '0')).join(':')
}
