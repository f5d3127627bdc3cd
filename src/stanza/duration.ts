const SECONDS = { m: 60, h: 60 * 60, d: 24 * 60 * 60, w: 7 * 24 * 60 * 60 } as const

type Unit = keyof typeof SECONDS

/** Reads how long something takes, as people write it: `30m`, `12h`, `7d` or `2w`; `0`. In seconds. */
export function parseDuration(text: string): number | undefined {
  const [, count, unit] = /^(\d{1,6})\s*([mhdw])$/i.exec(text.trim()) ?? []
  if (count === undefined || unit === undefined) return /^\s*0\s*$/.test(text) ? 0 : undefined
  return Number(count) * SECONDS[unit.toLowerCase() as Unit]
}

/** The same the other way round, in the largest unit in which it is whole; less than a minute is none of it. */
export function durationText(seconds: number): string {
  const units = (['w', 'd', 'h'] as const).filter(unit => seconds > 0 && seconds % SECONDS[unit] === 0)
  const unit = units[0] ?? 'm'
  return seconds === 0 ? '0' : `${Math.round(seconds / SECONDS[unit])}${unit}`
}
