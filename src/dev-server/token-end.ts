/**
 * Tells where a token ends whose text comes in pieces. It is called with one piece after the other, and remembers what
 * it needs of the former, so that it looks at each character once. Returns how many characters of the piece belong to
 * the token, or undefined when all do and it goes on.
 */
export type TokenEnd = (piece: string) => number | undefined

/** Characters end where a tag begins. */
export function endOfCharacters(): TokenEnd {
  return piece => whereFound(piece.indexOf('<'))
}

/** A tag ends at its `>`; one inside a quoted value does not end it. */
export function endOfTag(): TokenEnd {
  let quote: string | undefined
  return piece => {
    for (let at = 0; at < piece.length; at++) {
      const character = piece[at]
      if (quote !== undefined) quote = character === quote ? undefined : quote
      else if (character === '>') return at + 1
      else if (character === '"' || character === "'") quote = character
    }
    return undefined
  }
}

/** A comment, CDATA or a declaration begins with one mark and ends with another, which may not overlap it. */
export function endOfMarked(begin: string, end: string): TokenEnd {
  let toSkip = begin.length
  /** The last characters so far, with which the mark may begin. */
  let tail = ''
  return piece => {
    const before = tail.length - toSkip
    const text = tail + piece.slice(toSkip)
    toSkip = 0
    tail = text.slice(1 - end.length)
    const found = whereFound(text.indexOf(end))
    return found === undefined ? undefined : found + end.length - before
  }
}

function whereFound(index: number): number | undefined {
  return index < 0 ? undefined : index
}
