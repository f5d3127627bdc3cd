import { isoTime } from '../../../stanza/time.js'
import { type Html, html } from '../html.js'
import type { Language } from '../texts/texts.js'

const MINUTE = 60_000
const UNITS = [
  ['year', 365 * 24 * 60 * MINUTE],
  ['month', 30 * 24 * 60 * MINUTE],
  ['day', 24 * 60 * MINUTE],
  ['hour', 60 * MINUTE],
  ['minute', MINUTE],
] as const

/**
 * A time as its distance from now, such as "in 3 days": the service does not know the time zone of the reader. Both in
 * milliseconds since 1970.
 */
export function moment(at: number, { now, language }: { now: number; language: Language }): Html {
  const distance = at - now
  const found = UNITS.find(([, size]) => Math.abs(distance) >= size)
  const text = found
    ? new Intl.RelativeTimeFormat(language).format(Math.round(distance / found[1]), found[0])
    : justNow(language)
  return html`<time datetime="${isoTime(at)}" title="${isoTime(at)}">${text}</time>`
}

function justNow(language: Language): string {
  return new Intl.RelativeTimeFormat(language, { numeric: 'auto' }).format(0, 'second')
}
