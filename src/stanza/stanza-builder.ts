import { type Element, xml } from './element.js'
import { StreamFault } from './stream-fault.js'
import { endWithoutStart } from './xml-tag.js'
import type { XmlToken } from './xml-tokens.js'

/** How much of a stanza is read. */
export type StanzaBounds = {
  /** How many elements may be nested in each other. No limit where absent. */
  readonly mostNested?: number
  /**
   * How much of a stanza is kept, in characters as we write XML. The rest is read and dropped, so that a peer that
   * passes on what strangers write is not cut off for a long stanza. No limit where absent.
   */
  readonly mostKept?: number
}

/** Builds the children of a stream header from tokens, one stanza at a time. */
export class StanzaBuilder {
  readonly #header: Element
  readonly #mostNested: number
  readonly #mostKept: number
  /** The innermost element that is open and kept. */
  #open: Element | undefined
  /** How many elements are open and kept. */
  #depth = 0
  /** How many elements are open and dropped. */
  #dropped = 0
  /** How long the stanza is so far, in characters as we write it. */
  #length = 0

  constructor(header: Element, { mostNested = Infinity, mostKept = Infinity }: StanzaBounds) {
    this.#header = header
    this.#mostNested = mostNested
    this.#mostKept = mostKept
  }

  /** Whether no stanza has begun since the last one ended. */
  get isBetweenStanzas(): boolean {
    return this.#open === undefined
  }

  /**
   * Adds a token and returns the stanza that it completes. The header is the stanza's parent, and does not have it
   * among its children. Throws a StreamFault where the token does not fit or exceeds a bound.
   */
  add(token: XmlToken): Element | undefined {
    if (token.kind === 'text') return this.#addText(token.text)
    if (token.kind === 'close') return this.#close(token.name)
    this.#start(token.name, token.attrs)
    return token.isEmpty ? this.#close(token.name) : undefined
  }

  #addText(text: string): undefined {
    if (this.#open === undefined) {
      // White space between stanzas keeps the connection alive (RFC 6120 §4.6.1).
      if (text.trim() !== '') throw new StreamFault('bad-format', 'Write text inside stanzas only.')
    } else if (!this.#isTooLong) {
      this.#length += text.length
      this.#open.t(text)
    }
  }

  #start(name: string, attrs: Record<string, string>): void {
    if (this.#isTooLong) {
      this.#dropped++
      return
    }
    if (++this.#depth > this.#mostNested) {
      throw new StreamFault('policy-violation', `Nest at most ${this.#mostNested} elements.`)
    }
    this.#length += lengthOf(name, attrs)
    const element = new xml.Element(name, attrs)
    if (this.#open) this.#open.append(element)
    else element.parent = this.#header
    this.#open = element
  }

  #close(name: string): Element | undefined {
    if (this.#dropped > 0) {
      this.#dropped--
      return undefined
    }
    const element = this.#open
    if (element?.name !== name) throw endWithoutStart(name)
    this.#depth--
    this.#open = this.#depth > 0 ? (element.parent ?? undefined) : undefined
    if (this.#open) return undefined
    this.#length = 0
    return element
  }

  get #isTooLong(): boolean {
    return this.#length > this.#mostKept
  }
}

/** The least that an element takes as we write it, without its content. In characters. */
function lengthOf(name: string, attrs: Record<string, string>): number {
  let length = name.length + '</>'.length
  for (const key of Object.keys(attrs)) length += key.length + (attrs[key]?.length ?? 0) + ' =""'.length
  return length
}
