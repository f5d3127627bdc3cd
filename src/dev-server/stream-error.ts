import { type Element, xml } from '../stanza/element.js'
import { STREAM_NS } from './stream-namespaces.js'

/** RFC 6120 §4.9.3: the conditions that this server uses. */
export type StreamCondition =
  | 'bad-format'
  | 'bad-namespace-prefix'
  | 'conflict'
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
  | 'unsupported-stanza-type'

/** What ends a stream. Thrown by whatever reads the stream; the stream sends it and closes. */
export class StreamError extends Error {
  readonly condition: StreamCondition

  /** `text` tells the developer at the other end what to change. */
  constructor(condition: StreamCondition, text: string) {
    super(text)
    this.name = 'StreamError'
    this.condition = condition
  }

  /** The error as it is sent (RFC 6120 §4.9.2). It declares its prefix, for streams without a header (RFC 7395). */
  element(): Element {
    return xml(
      'stream:error',
      { 'xmlns:stream': STREAM_NS.stream },
      xml(this.condition, STREAM_NS.streamErrors),
      xml('text', STREAM_NS.streamErrors, this.message),
    )
  }
}
