import { directionOf } from './texts/isolate.js'
import type { Texts } from './texts/shape.js'
import { fill } from './texts/texts.js'

/** An answer lists at most this many things: it is read on a phone. */
export const MOST_LISTED = 10

/** A list of `total` things, of which the first ones are here, and what the line of one says. */
export type ToList<Thing> = {
  readonly things: readonly Thing[]
  readonly total?: number
  readonly line: (thing: Thing) => string
}

/** The lines of a list, cut to `MOST_LISTED`. */
export function listed<Thing>(texts: Texts, { things, total = things.length, line }: ToList<Thing>): string[] {
  const shown = things.slice(0, MOST_LISTED)
  const more = total - shown.length
  const mark = directionOf(texts.choice.more)
  const lines = shown.map(thing => `${mark}• ${line(thing)}`)
  return [...lines, ...(more > 0 ? [fill(texts.choice.more, { count: more })] : [])]
}

/** A question with the things to choose from, and a line that chooses the first. */
export function choice<Thing>(texts: Texts, asked: ToList<Thing> & { question: string; example: string }): string {
  const { question, example } = asked
  return [question, ...listed(texts, asked), fill(texts.choice.example, { line: example })].join('\n')
}
