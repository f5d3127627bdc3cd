const SECONDS = { m: 60, h: 60 * 60, d: 24 * 60 * 60, w: 7 * 24 * 60 * 60 } as const

type Unit = keyof typeof SECONDS

/** Seconds from a duration such as `30m`, `12h`, `7d`, `2w` or `0`; undefined if it is malformed. */
export function parseDuration(text: string): number | undefined {
  const [, count, unit] = /^(\d{1,6})\s*([mhdw])$/i.exec(text.trim()) ?? []
  if (count === undefined || unit === undefined) return /^\s*0\s*$/.test(text) ? 0 : undefined
  return Number(count) * SECONDS[unit.toLowerCase() as Unit]
}

/** A duration in seconds as text, in the largest unit that divides it; rounded to minutes if none does. */
export function durationText(seconds: number): string {
  const units = (['w', 'd', 'h'] as const).filter(unit => seconds > 0 && seconds % SECONDS[unit] === 0)
  const unit = units[0] ?? 'm'
  return seconds === 0 ? '0' : `${Math.round(seconds / SECONDS[unit])}${unit}`
}
