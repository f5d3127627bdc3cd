/** Characters that would move the cursor, colour the terminal, or turn the direction of the text. */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu
const LONGEST = 300

/** A text of a stranger as one line for the terminal: controls are escaped, and what is longer than `most` is cut. */
export function oneLine(text: string, most = LONGEST): string {
  const cut = text.length > most ? `${text.slice(0, most)}…` : text
  return cut.replace(UNSAFE, escaped)
}

/** A text of several lines for the terminal, with its controls escaped. */
export function safeLines(text: string): string {
  return text.replace(UNSAFE, character => (character === '\n' ? character : escaped(character)))
}

function escaped(character: string): string {
  return `\\u{${character.codePointAt(0)?.toString(16)}}`
}
