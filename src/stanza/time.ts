/** XEP-0082: the DateTime profile, in UTC, to the millisecond. From milliseconds since 1970. */
export function isoTime(at: number): string {
  return new Date(at).toISOString()
}

const DATE_TIME = /^(\d{4}-\d\d-\d\d)T(?!24)\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/

/** Milliseconds since 1970 from a DateTime of XEP-0082; undefined where it is none. What is finer is cut off. */
export function parseIsoTime(text: string): number | undefined {
  const day = DATE_TIME.exec(text)?.[1]
  if (day === undefined || !isDay(day)) return undefined
  const at = Date.parse(text)
  return Number.isNaN(at) ? undefined : at
}

/** The language's own parser takes 30 February for 1 March. */
function isDay(day: string): boolean {
  const midnight = Date.parse(`${day}T00:00:00Z`)
  return !Number.isNaN(midnight) && isoTime(midnight).startsWith(day)
}
