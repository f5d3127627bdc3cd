/** In characters, and in words. Our own decision. */
const LONGEST = 200
const MOST_WORDS = 10

/** The words of a search text, without those beyond the limits. A room must contain all of them. */
export function searchTerms(text: string): string[] {
  return text.slice(0, LONGEST).split(/\s+/u).filter(Boolean).slice(0, MOST_WORDS)
}
