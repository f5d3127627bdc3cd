import type { StreamBounds } from '../stanza/stream-reader.js'

/** The longest stanza that the server reads, in characters. */
export const LONGEST_STANZA = 256 * 1024

/** What the server reads of any stream; a peer that exceeds it gets the stream error `policy-violation`. */
export const STREAM_BOUNDS: StreamBounds = {
  longestToken: LONGEST_STANZA,
  longestStanza: LONGEST_STANZA,
  mostNested: 64,
}

/** The most unsent bytes of a stream, beyond which a peer that does not read is dropped. */
export const MOST_UNSENT = 64 * 1024 * 1024
