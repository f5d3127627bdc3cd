/** A DateTime of XEP-0082 in UTC with milliseconds, from milliseconds since 1970. */
export function isoTime(at: number): string {
  return new Date(at).toISOString()
}

/** A time for people, in UTC: `2026-12-07 10:00 UTC`, from milliseconds since 1970. */
export function readableTime(at: number): string {
  return `${isoTime(at).slice(0, 16).replace('T', ' ')} UTC`
}

const DATE_TIME = /^(\d{4}-\d\d-\d\d)T(?!24)\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/

/** Milliseconds since 1970 from a DateTime of XEP-0082, rounded down; undefined if it is malformed. */
export function parseIsoTime(text: string): number | undefined {
  const day = DATE_TIME.exec(text)?.[1]
  if (day === undefined || !isDay(day)) return undefined
  const at = Date.parse(text)
  return Number.isNaN(at) ? undefined : at
}

/** `Date.parse` reads 30 February as 1 March. */
function isDay(day: string): boolean {
  const midnight = Date.parse(`${day}T00:00:00Z`)
  return !Number.isNaN(midnight) && isoTime(midnight).startsWith(day)
}
