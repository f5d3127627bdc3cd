import type { Element } from '../stanza/element.js'

/** Whether an element that was read from a stream is a stanza of it: those have no `xmlns` (see StreamListener). */
export function isStanza({ name, attrs }: Element): boolean {
  return attrs['xmlns'] === undefined && (name === 'message' || name === 'presence' || name === 'iq')
}
