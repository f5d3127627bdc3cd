import type { LaneResult } from './play-lane.js'

/** A table of what each stage took; lanes of the same name are one stage. */
export function timetable(results: readonly LaneResult[], wall: number): string {
  const names = [...new Set(results.map(({ lane }) => lane.name))]
  const rows = names.map(name =>
    row(
      name,
      results.filter(({ lane }) => lane.name === name),
    ),
  )
  const cpu = results.reduce((sum, result) => sum + result.cpu, 0)
  const total = ['all', scenes(results), wall.toFixed(0), cpu.toFixed(0)]
  return [['stage', 'scenes', 'wall s', 'CPU s'], ...rows, total].map(padded).join('\n')
}

function row(name: string, results: readonly LaneResult[]): string[] {
  const sum = (of: (result: LaneResult) => number) =>
    results.reduce((total, result) => total + of(result), 0).toFixed(0)
  return [name, scenes(results), sum(({ wall }) => wall), sum(({ cpu }) => cpu)]
}

function scenes(results: readonly LaneResult[]): string {
  return String(results.reduce((sum, { tally: { counts } }) => sum + counts.passed + counts.failed, 0))
}

function padded([name = '', ...figures]: readonly string[]): string {
  return name.padEnd(12) + figures.map(figure => figure.padStart(8)).join('')
}
