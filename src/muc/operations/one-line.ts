/** In characters. */
const LONGEST = 300

/**
 * Words of a person, for a text of ours: on one line and without control characters, so that they cannot look like lines of
 * ours.
 */
export function oneLine(words: string): string {
  const line = words.replaceAll(/[\s\p{C}]+/gu, ' ').trim()
  return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line
}
