/**
 * A name as people type it on a phone, to be compared: without case, quotes around
 * it and punctuation behind it.
 */
export function plain(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/^[\s"'“”„«»‘’(…]+|[\s"'“”„«»‘’).,!?؟…]+$/g, '')
}

/** The ways to split words into a name and the rest, the longest name first. Both may be empty. */
export function splits(words: readonly string[]): { head: string; tail: readonly string[] }[] {
  return Array.from({ length: words.length + 1 }, (_, cut) => words.length - cut).map(cut => ({
    head: words.slice(0, cut).join(' '),
    tail: words.slice(cut),
  }))
}
