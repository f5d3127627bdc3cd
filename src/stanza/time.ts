/** XEP-0082: the DateTime profile, in UTC to the second's thousandth. From milliseconds since 1970. */
export function isoTime(at: number): string {
  return new Date(at).toISOString()
}

/** Milliseconds since 1970 from a DateTime of XEP-0082; undefined where it is none. */
export function parseIsoTime(text: string): number | undefined {
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(text)) return undefined
  const at = Date.parse(text)
  return Number.isNaN(at) ? undefined : at
}
