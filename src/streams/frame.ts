import type { Element } from '../stanza/element.js'
import { type StreamBounds, StreamReader } from '../stanza/stream-reader.js'
import { detached } from './detached.js'
import { StreamError } from './stream-error.js'

/**
 * Reads a frame of XMPP over WebSocket: exactly one element (RFC 7395 §3.3.3). Throws a StreamError or a StreamFault
 * where the frame is anything else, or exceeds the bounds.
 */
export function readFrame(text: string, bounds: StreamBounds): Element {
  if (!text.startsWith('<') || text.startsWith('<?')) {
    throw new StreamError('bad-format', 'A frame must begin with an element (RFC 7395, section 3.3.3).')
  }
  const elements: Element[] = []
  const received = (element: Element) => elements.push(element)
  const reader = new StreamReader({ opened: () => undefined, received, closed: () => undefined }, bounds)
  // The element is read as the only child of a header that the reader needs.
  reader.read('<frame>')
  reader.read(text)
  const [element, ...others] = elements
  if (others.length > 0) throw new StreamError('bad-format', 'Send each element in a frame of its own.')
  if (!element || !reader.isBetweenStanzas) {
    throw new StreamError('not-well-formed', 'A frame must hold one whole element.')
  }
  return detached(element)
}
