import { type Element, xml } from './element.js'
import { type StanzaBounds, StanzaBuilder } from './stanza-builder.js'
import { StreamFault } from './stream-fault.js'
import { endWithoutStart } from './xml-tag.js'
import { type XmlToken, XmlTokens } from './xml-tokens.js'

/** What a stream consists of. `read` throws what these functions throw. */
export interface StreamParts {
  /** The header, without children. */
  opened(header: Element): void
  /** A whole stanza, or another child of the header. The header is its parent, and does not keep it. */
  received(element: Element): void
  /** The end tag of the header. What follows it is not read. */
  closed(): void
}

/** How much a peer can make the reader hold. */
export type StreamBounds = StanzaBounds & {
  /** The longest tag or text, in characters as it arrives. */
  readonly longestToken: number
  /** The longest stanza, in characters as it arrives. No limit where absent. */
  readonly longestStanza?: number
}

/**
 * Reads an XML stream (RFC 6120 §4): one document without an end, whose children come one by one. It is strict, as the
 * parsers of XMPP servers are, and refuses at once what RFC 6120 §11.1 forbids.
 */
export class StreamReader {
  readonly #parts: StreamParts
  readonly #bounds: StreamBounds
  readonly #tokens: XmlTokens
  #header: Element | undefined
  #stanzas: StanzaBuilder | undefined
  #isClosed = false
  /** Where in the stream the last stanza ended, in characters. */
  #stanzaStart = 0

  constructor(parts: StreamParts, bounds: StreamBounds) {
    this.#parts = parts
    this.#bounds = bounds
    this.#tokens = new XmlTokens(bounds.longestToken)
  }

  /** Whether the stream is open and no stanza, tag or text has begun since the last stanza. */
  get isBetweenStanzas(): boolean {
    return !this.#isClosed && this.#stanzas?.isBetweenStanzas === true && !this.#tokens.isInToken
  }

  /**
   * Reads text, whose pieces may be split anywhere, and hands on what it completes. Throws a StreamFault where the
   * stream is not XML, has something forbidden, or exceeds a bound (`policy-violation`); nothing can be read after that.
   */
  read(text: string): void {
    if (this.#isClosed) return
    this.#tokens.add(text)
    for (let token = this.#tokens.next(); token; token = this.#tokens.next()) {
      this.#take(token)
      if (this.#isClosed) return
    }
    this.#checkLength()
  }

  /** Expects a new stream with a header of its own (RFC 6120 §4.3.3). `received` may call it. */
  restart(): void {
    this.#stanzas = undefined
    this.#tokens.restart()
  }

  #take(token: XmlToken): void {
    if (!this.#stanzas) return this.#open(token)
    if (token.kind === 'close' && this.#stanzas.isBetweenStanzas) return this.#close(token.name)
    const stanza = this.#stanzas.add(token)
    this.#checkLength()
    if (this.#stanzas.isBetweenStanzas) this.#stanzaStart = this.#tokens.position
    if (stanza) this.#parts.received(stanza)
  }

  #open(token: XmlToken): void {
    if (token.kind === 'text' && token.text.trim() === '') return
    if (token.kind !== 'open') throw new StreamFault('bad-format', 'Begin with a stream header (RFC 6120 §4.2).')
    this.#stanzaStart = this.#tokens.position
    this.#header = new xml.Element(token.name, token.attrs)
    this.#stanzas = new StanzaBuilder(this.#header, this.#bounds)
    this.#parts.opened(this.#header)
    if (token.isEmpty) this.#close(token.name)
  }

  #close(name: string): void {
    if (name !== this.#header?.name) throw endWithoutStart(name)
    this.#isClosed = true
    this.#parts.closed()
  }

  #checkLength(): void {
    const { longestStanza = Infinity } = this.#bounds
    if (this.#tokens.position - this.#stanzaStart <= longestStanza) return
    throw new StreamFault('policy-violation', `Send stanzas of at most ${longestStanza} characters.`)
  }
}
