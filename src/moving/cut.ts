/** The beginning of a text, of at most this many UTF-16 units, that does not end in the middle of a character. */
export function cut(text: string, most: number): string {
  return text.slice(0, most).replace(/[\ud800-\udbff]$/, '')
}
