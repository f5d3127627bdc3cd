import { COLOURS, type Face } from './face.js'
import { LETTERS } from './letters.js'
import { pngOf } from './png.js'
import { distance, type Segment, segmentsOf } from './strokes.js'

/** Pixels of each side: previewers take squares from 300 pixels as a picture. */
const SIZE = 400
/** Pixels of a unit of the letters, which are 10 wide and 14 high. */
const UNIT = 14
/** Half the width of a stroke, in units. */
const HALF = 1.3
/** The middle of a letter, which is that of the picture. */
const MIDDLE = { x: 5, y: 7 }

/** The pictures that were drawn: as many as there are letters and colours, about 3 kB each. */
const drawn = new Map<string, Buffer>()

/** The letter of a face in white on its colour, as a PNG of 400 x 400 pixels; undefined for a letter that is not Latin. */
export function letterPicture({ letter, colour }: Face): Buffer | undefined {
  // Without its marks: É is drawn as E.
  const base = letter.normalize('NFD').slice(0, 1)
  const path = LETTERS.get(base)
  if (path === undefined) return undefined
  const key = `${base}${colour}`
  const picture = drawn.get(key) ?? draw(path, colour)
  drawn.set(key, picture)
  return picture
}

function draw(path: string, colour: number): Buffer {
  const background = COLOURS[colour] ?? COLOURS[0]
  const pixels = new Uint8Array(SIZE * SIZE * 3)
  let at = 0
  for (const ink of inksOf(path)) {
    for (const shade of background) pixels[at++] = Math.round(shade + (255 - shade) * ink)
  }
  return pngOf(SIZE, pixels)
}

/** How much of each pixel is ink, from 0 to 1, row by row. */
function inksOf(path: string): Float64Array {
  const inks = new Float64Array(SIZE * SIZE)
  for (const segment of segmentsOf(path)) addInk(inks, segment)
  return inks
}

/** Looks at the pixels near the segment only: to ask all of them for all segments would hold the service for a second. */
function addInk(inks: Float64Array, segment: Segment): void {
  const { from, to } = segment
  const [left, right] = pixelsNear([from.x, to.x], MIDDLE.x)
  const [top, bottom] = pixelsNear([from.y, to.y], MIDDLE.y)
  for (let row = top; row <= bottom; row++) {
    for (let column = left; column <= right; column++) {
      const point = { x: (column + 0.5 - SIZE / 2) / UNIT + MIDDLE.x, y: (row + 0.5 - SIZE / 2) / UNIT + MIDDLE.y }
      const at = row * SIZE + column
      inks[at] = Math.max(inks[at] ?? 0, inkAt(distance(point, segment)))
    }
  }
}

/** The first and the last pixel of an axis that a stroke between these units may touch. */
function pixelsNear(units: readonly number[], middle: number): [first: number, last: number] {
  const pixel = (unit: number) => (unit - middle) * UNIT + SIZE / 2
  const reach = HALF * UNIT + 1
  const [first, last] = [pixel(Math.min(...units)) - reach, pixel(Math.max(...units)) + reach]
  return [Math.max(0, Math.floor(first)), Math.min(SIZE - 1, Math.ceil(last))]
}

/** How much of a pixel is ink, from 0 to 1, at this distance from the middle of the stroke, in units: smooth at its edge. */
function inkAt(distance: number): number {
  return Math.max(0, Math.min(1, (HALF - distance) * UNIT + 0.5))
}
