import type { Element } from '../stanza/element.js'

/** Whether an element of a stream is a stanza of the stream's namespace: those have no `xmlns` (see `StreamListener`). */
export function isStanza({ name, attrs }: Element): boolean {
  return attrs['xmlns'] === undefined && (name === 'message' || name === 'presence' || name === 'iq')
}
