import { attr, type Element, xml } from '../stanza/element.js'
import { StreamError } from './stream-error.js'
import { type Token, XmlTokens } from './xml-tokens.js'

/** The longest stanza that is read, in characters. */
export const LONGEST_STANZA = 256 * 1024
/** How deeply elements may be nested. */
const DEEPEST = 64

/** What a stream's text consists of. */
export interface StreamParts {
  /** The header has been read; it has no children yet. */
  opened(header: Element): void
  /** A whole child of the header. */
  received(element: Element): void
  /** The header has been closed. */
  closed(): void
}

/** Reads an XML stream (RFC 6120 §4): one endless document whose children come one by one. */
export class StreamReader {
  readonly #parts: StreamParts
  readonly #tokens = new XmlTokens()
  #header: Element | undefined
  #tree = new ElementTree(undefined)
  #begin = 0

  constructor(parts: StreamParts) {
    this.#parts = parts
  }

  /** Takes the text of one read and hands on what it completes. Throws a StreamError; it cannot read on then. */
  read(text: string): void {
    this.#tokens.push(text)
    for (let token = this.#tokens.next(); token; token = this.#tokens.next()) this.#add(token)
    checkSize(this.#tokens.consumed - this.#begin + this.#tokens.waiting)
  }

  /** What follows is a new stream, with a header of its own (RFC 6120 §4.3.3). */
  restart(): void {
    this.#header = undefined
    this.#tokens.restart()
  }

  #add(token: Token): void {
    if (!this.#header) return this.#open(token)
    if (this.#tree.isEmpty && token.kind === 'close') {
      if (token.name !== this.#header.name) throw wrongEnd(token.name)
      this.#parts.closed()
      return
    }
    const element = this.#tree.add(token)
    checkSize(this.#tokens.consumed - this.#begin)
    if (this.#tree.isEmpty) this.#begin = this.#tokens.consumed
    if (element) this.#parts.received(element)
  }

  #open(token: Token): void {
    if (token.kind === 'text' && token.text.trim() === '') return
    if (token.kind !== 'open')
      throw new StreamError('bad-format', 'Begin with a stream header (RFC 6120, section 4.2).')
    this.#begin = this.#tokens.consumed
    this.#header = xml(token.name, token.attrs)
    this.#tree = new ElementTree(this.#header)
    this.#parts.opened(this.#header)
    if (token.empty) this.#parts.closed()
  }
}

/** Reads a frame of XMPP over WebSocket: exactly one element (RFC 7395 §3.3). Throws a StreamError. */
export function readFrame(text: string): Element {
  checkSize(text.length)
  if (!text.startsWith('<') || text.startsWith('<?')) {
    throw new StreamError('bad-format', 'A frame must begin with an element (RFC 7395, section 3.3.3).')
  }
  const tokens = new XmlTokens()
  const tree = new ElementTree(undefined)
  let whole: Element | undefined
  tokens.push(text)
  for (let token = tokens.next(); token; token = tokens.next()) {
    const element = tree.add(token)
    if (element && whole) throw new StreamError('bad-format', 'Send each element in a frame of its own.')
    whole ??= element
  }
  if (!whole || !tree.isEmpty || tokens.waiting > 0) {
    throw new StreamError('not-well-formed', 'A frame must hold one whole element.')
  }
  return whole
}

/** Puts tokens together to elements. */
class ElementTree {
  readonly #header: Element | undefined
  #open: Element | undefined
  #depth = 0

  /** `header`: the element whose prefixes are known to all. */
  constructor(header: Element | undefined) {
    this.#header = header
  }

  /** No element is open. */
  get isEmpty(): boolean {
    return this.#open === undefined
  }

  /** The element that the token completes, if it is an outermost one. */
  add(token: Token): Element | undefined {
    if (token.kind === 'text') return this.#addText(token.text)
    if (token.kind === 'close') return this.#close(token.name)
    if (++this.#depth > DEEPEST) throw new StreamError('policy-violation', `Nest at most ${DEEPEST} elements.`)
    const element = xml(token.name, token.attrs)
    this.#open?.append(element)
    this.#open = element
    this.#declarePrefixes(element)
    return token.empty ? this.#close(token.name) : undefined
  }

  #addText(text: string): undefined {
    if (this.#open) this.#open.t(text)
    else if (text.trim() !== '') throw new StreamError('bad-format', 'Text must be inside a stanza.')
    return undefined
  }

  #close(name: string): Element | undefined {
    const element = this.#open
    if (element?.name !== name) throw wrongEnd(name)
    this.#depth--
    this.#open = element.parent ?? undefined
    return this.#open ? undefined : element
  }

  /** A stanza is sent on to other streams, so what it uses of its own stream's header is written on it. */
  #declarePrefixes(element: Element): void {
    for (const name of [element.name, ...Object.keys(element.attrs)]) {
      const prefix = name.includes(':') ? name.slice(0, name.indexOf(':')) : 'xml'
      if (prefix === 'xml' || prefix === 'xmlns' || element.findNS(prefix)) continue
      const declared = this.#header && attr(this.#header, `xmlns:${prefix}`)
      if (!declared) throw new StreamError('bad-namespace-prefix', 'Declare each namespace prefix that you use.')
      element.attrs[`xmlns:${prefix}`] = declared
    }
  }
}

function checkSize(characters: number): void {
  if (characters > LONGEST_STANZA) {
    throw new StreamError('policy-violation', `Send stanzas of at most ${LONGEST_STANZA} characters.`)
  }
}

function wrongEnd(name: string): StreamError {
  return new StreamError('not-well-formed', `The end tag of ${name.slice(0, 50)} has no begin.`)
}
