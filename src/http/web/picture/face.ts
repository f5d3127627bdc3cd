import { createHash } from 'node:crypto'

/** Dark colours, on which white letters can be read (contrast 4.5 : 1 and more), as red, green and blue. */
export const COLOURS = [
  [0x0b, 0x5c, 0x4d],
  [0x1d, 0x4f, 0x91],
  [0x7a, 0x3e, 0x9d],
  [0xa3, 0x32, 0x4f],
  [0x8a, 0x4b, 0x08],
  [0x3f, 0x5a, 0x14],
  [0x5b, 0x4b, 0x8a],
  [0x0f, 0x5e, 0x73],
] as const

/** What a room without an avatar is shown by. `colour`: an index of `COLOURS`. */
export type Face = { readonly letter: string; readonly colour: number }

/** The first letter or digit of a name, with its marks; the same name always has the same colour. */
export function faceOf(name: string): Face {
  const [letter = ''] = /[\p{L}\p{N}]\p{M}*/u.exec(name.normalize('NFC')) ?? []
  const [first = 0] = createHash('sha256').update(name).digest()
  return { letter: letter.toLocaleUpperCase(), colour: name === '' ? 0 : first % COLOURS.length }
}
