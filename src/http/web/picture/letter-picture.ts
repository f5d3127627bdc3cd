import { COLOURS, type Face } from './face.js'
import { LETTERS } from './letters.js'
import { pngOf } from './png.js'
import { distance, segmentsOf } from './strokes.js'

/** Pixels of each side: previewers take squares from 300 pixels as a picture. */
const SIZE = 400
/** Pixels of a unit of the letters, which are 10 wide and 14 high. */
const UNIT = 14
/** Half the width of a stroke, in units. */
const HALF = 1.3

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
  const segments = segmentsOf(path)
  const [red, green, blue] = COLOURS[colour] ?? COLOURS[0]
  const pixels = new Uint8Array(SIZE * SIZE * 3)
  for (let row = 0; row < SIZE; row++) {
    for (let column = 0; column < SIZE; column++) {
      const point = { x: (column + 0.5 - SIZE / 2) / UNIT + 5, y: (row + 0.5 - SIZE / 2) / UNIT + 7 }
      const ink = isNear(point) ? inkAt(Math.min(...segments.map(segment => distance(point, segment)))) : 0
      const shade = (part: number) => Math.round(part + (255 - part) * ink)
      pixels.set([shade(red), shade(green), shade(blue)], (row * SIZE + column) * 3)
    }
  }
  return pngOf(SIZE, pixels)
}

/** Whether a point may have ink: no letter is larger. */
function isNear({ x, y }: { x: number; y: number }): boolean {
  return x > -4 && x < 14 && y > -2 && y < 17
}

/** How much of a pixel is ink, from 0 to 1, at this distance from the middle of the stroke, in units: smooth at its edge. */
function inkAt(distance: number): number {
  return Math.max(0, Math.min(1, (HALF - distance) * UNIT + 0.5))
}
