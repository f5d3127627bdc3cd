import { type Element, xml } from '../stanza/element.js'
import { STREAM_NS } from './stream-namespaces.js'

/** The stream error conditions that our servers use (RFC 6120 §4.9.3). */
export type StreamCondition =
  | 'bad-format'
  | 'bad-namespace-prefix'
  | 'conflict'
  | 'connection-timeout'
  | 'host-unknown'
  | 'improper-addressing'
  | 'internal-server-error'
  | 'invalid-from'
  | 'invalid-namespace'
  | 'not-authorized'
  | 'not-well-formed'
  | 'policy-violation'
  | 'resource-constraint'
  | 'restricted-xml'
  | 'system-shutdown'
  | 'unsupported-stanza-type'

/** An error that ends a stream. A reader of the stream throws it; the stream sends it and closes. */
export class StreamError extends Error {
  readonly condition: StreamCondition

  /** `text` tells the developer of the peer what to change. */
  constructor(condition: StreamCondition, text: string) {
    super(text)
    this.name = 'StreamError'
    this.condition = condition
  }

  /** The error as XML (RFC 6120 §4.9.2). It declares its prefix, as WebSocket streams have no header (RFC 7395). */
  element(): Element {
    return xml(
      'stream:error',
      { 'xmlns:stream': STREAM_NS.stream },
      xml(this.condition, STREAM_NS.streamErrors),
      xml('text', STREAM_NS.streamErrors, this.message),
    )
  }
}
