const RIGHT_TO_LEFT = /[\u0590-\u08ff]/

/**
 * Parts of one line, each kept from changing the order of the others if one is written from right to left (Unicode UAX #9,
 * isolates): otherwise the parts of a date or a command change places.
 */
export function isolated(parts: readonly string[]): readonly string[] {
  return parts.some(part => RIGHT_TO_LEFT.test(part)) ? parts.map(part => `\u2068${part}\u2069`) : parts
}

/** The mark that begins a line of a text from right to left whose words are all isolated; empty for other texts. */
export function directionOf(text: string): string {
  return RIGHT_TO_LEFT.test(text) ? '\u200f' : ''
}

/** A text without these marks, which people copy from an answer. */
export function withoutIsolates(text: string): string {
  return text.replaceAll(/[\u2066-\u2069\u200e\u200f]/g, '')
}

/** The parts that are not empty, as one line of a list. */
export function row(parts: readonly string[]): string {
  return isolated(parts.filter(part => part !== '')).join(' · ')
}
