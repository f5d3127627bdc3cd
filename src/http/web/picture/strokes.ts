type Point = { readonly x: number; readonly y: number }

/** A straight piece of a stroke. */
export type Segment = { readonly from: Point; readonly to: Point }

/** Straight pieces of one curve: enough for a picture of some hundred pixels. */
const PIECES = 16

/** The strokes of a path (M, L, H, V and C, absolute) as straight pieces. */
export function segmentsOf(path: string): Segment[] {
  const segments: Segment[] = []
  let at: Point = { x: 0, y: 0 }
  const drawTo = (to: Point) => {
    segments.push({ from: at, to })
    at = to
  }
  for (const [, command, numbers = ''] of path.matchAll(/([MLHVC])([^MLHVC]*)/g)) {
    const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = numbers.trim().split(' ').map(Number)
    if (command === 'M') at = { x: a, y: b }
    else if (command === 'L') drawTo({ x: a, y: b })
    else if (command === 'H') drawTo({ x: a, y: at.y })
    else if (command === 'V') drawTo({ x: at.x, y: a })
    else for (const point of curve([at, { x: a, y: b }, { x: c, y: d }, { x: e, y: f }])) drawTo(point)
  }
  return segments
}

/** The points of a cubic Bézier curve behind its first one. */
function curve([p0, p1, p2, p3]: readonly [Point, Point, Point, Point]): Point[] {
  return Array.from({ length: PIECES }, (_, index) => {
    const t = (index + 1) / PIECES
    const u = 1 - t
    const [w0, w1, w2, w3] = [u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t]
    return { x: w0 * p0.x + w1 * p1.x + w2 * p2.x + w3 * p3.x, y: w0 * p0.y + w1 * p1.y + w2 * p2.y + w3 * p3.y }
  })
}

/** The distance of a point from a segment. */
export function distance({ x, y }: Point, { from, to }: Segment): number {
  const [dx, dy] = [to.x - from.x, to.y - from.y]
  const square = dx * dx + dy * dy
  const along = square === 0 ? 0 : ((x - from.x) * dx + (y - from.y) * dy) / square
  const t = Math.max(0, Math.min(1, along))
  return Math.hypot(x - from.x - t * dx, y - from.y - t * dy)
}
