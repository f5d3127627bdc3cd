import type { Point } from './steady.js'

/** One curve of a panel. */
type Curve = { readonly name: string; readonly color: string; readonly points: readonly Point[] }

/** Curves over the same time; `unit` is the unit of the y axis. */
export type Panel = { readonly title: string; readonly unit: string; readonly curves: readonly Curve[] }

const WIDTH = 880
const HEIGHT = 130
const LEFT = 60
const RIGHT = 20
const GAP = 46
const TOP = 50
const INK = '#24292f'
const GRID = '#d0d7de'

/** Draws the panels below each other, with minutes on the x axis: SVG 1.1 that is legible on light and dark pages. */
export function plot(title: string, panels: readonly Panel[]): string {
  const minutes = Math.max(
    1,
    ...panels.flatMap(({ curves }) => curves.flatMap(({ points }) => points.map(({ x }) => x))),
  )
  const height = TOP + panels.length * (HEIGHT + GAP)
  const drawn = panels.map((panel, n) => panelAt(panel, { top: TOP + n * (HEIGHT + GAP), minutes }))
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#ffffff"/>`,
    label({ x: LEFT, y: 20 }, title, 'font-size="15" font-weight="bold"'),
    ...drawn,
    '</svg>\n',
  ].join('\n')
}

function panelAt({ title, unit, curves }: Panel, { top, minutes }: { top: number; minutes: number }): string {
  const most = roundUp(Math.max(...curves.flatMap(({ points }) => points.map(({ y }) => y)), 0))
  const x = (minute: number) => LEFT + (minute / minutes) * (WIDTH - LEFT - RIGHT)
  const y = (value: number) => top + HEIGHT - (value / most) * HEIGHT
  const rows = [0, most / 2, most].map(value =>
    [line(`M${LEFT} ${y(value)}H${WIDTH - RIGHT}`, GRID), label({ x: 4, y: y(value) + 4 }, short(value))].join('\n'),
  )
  const step = minutes > 12 ? 10 : 1
  const columns = Array.from({ length: Math.floor(minutes / step) + 1 }, (_, n) =>
    label({ x: x(n * step) - 4, y: top + HEIGHT + 14 }, String(n * step)),
  )
  const names = curves.map((curve, n) =>
    label({ x: LEFT + 330 + n * 165, y: top - 8 }, curve.name, `fill="${curve.color}" font-weight="bold"`),
  )
  const paths = curves.map(({ points, color }) =>
    line(points.map((point, n) => `${n === 0 ? 'M' : 'L'}${fixed(x(point.x))} ${fixed(y(point.y))}`).join(''), color),
  )
  return [label({ x: LEFT, y: top - 8 }, `${title}, ${unit}`), ...names, ...rows, ...columns, ...paths].join('\n')
}

function line(path: string, color: string): string {
  return `<path d="${path}" fill="none" stroke="${color}" stroke-width="1.4"/>`
}

function label({ x, y }: Point, text: string, more = ''): string {
  const fill = more.includes('fill') ? '' : `fill="${INK}" `
  return `<text x="${fixed(x)}" y="${fixed(y)}" ${fill}${more}>${escaped(text)}</text>`
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;')
}

/** The next value of the series 1, 2, 5, 10, 20 ... */
function roundUp(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)))
  return power * ([1, 2, 5, 10].find(factor => factor * power >= value) ?? 10)
}

function short(value: number): string {
  return value >= 10_000 ? `${value / 1000}k` : String(value)
}

function fixed(value: number): string {
  return value.toFixed(1)
}
