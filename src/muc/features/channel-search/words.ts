/** In characters, and in words: nobody searches by more. Our own decision. */
const LONGEST = 200
const MOST_WORDS = 10

/** The words of a text, each of which must be found. */
export function wordsOf(text: string): string[] {
  return text.slice(0, LONGEST).split(/\s+/u).filter(Boolean).slice(0, MOST_WORDS)
}
