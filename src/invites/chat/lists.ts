import { directionOf } from './texts/isolate.js'
import type { Texts } from './texts/shape.js'
import { fill } from './texts/texts.js'

/** An answer lists at most this many things: it is read on a phone. */
export const MOST_LISTED = 10

/** The lines of a list, cut to `MOST_LISTED`; `total` counts what is not among them, too. */
export function listed(texts: Texts, items: readonly string[], total = items.length): string[] {
  const shown = items.slice(0, MOST_LISTED)
  const more = total - shown.length
  const mark = directionOf(texts.choice.more)
  return [...shown.map(item => `${mark}• ${item}`), ...(more > 0 ? [fill(texts.choice.more, { count: more })] : [])]
}

/** A question with the things to choose from, and a line that chooses the first. */
export function choice(texts: Texts, question: string, asked: { items: readonly string[]; line: string }): string {
  return [question, ...listed(texts, asked.items), fill(texts.choice.example, { line: asked.line })].join('\n')
}
