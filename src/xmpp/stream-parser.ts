import { xml } from '../stanza/element.js'
import { LinkError } from './link-trouble.js'
import { RestrictedXml } from './restricted-xml.js'

/**
 * In characters as we write XML; more than the longest stanza that the configuration allows. What follows in the same
 * stanza is read and forgotten, so that the router refuses it as too long, and a stranger cannot end the link with it.
 */
const LONGEST_STANZA = 512 * 1024
/** A tag or a text whose end has not come after so many characters: few servers pass on half as much. */
const MOST_UNFINISHED = 4 * 1024 * 1024
/**
 * In characters. The library looks for the end of a text from each of its characters anew, through all that it is given
 * at once: with parts of this length a long text costs a tenth of what whole reads would.
 */
const PART = 4096

type Attributes = string | { [name: string]: unknown }

/** The library's parser, made safe against what never ends: what it holds in memory is bounded while it reads. */
export class StreamParser extends xml.Parser {
  readonly #restricted = new RestrictedXml()
  /** How long the stanza is that is being read. */
  #length = 0
  /** How many elements are open in what is left out of a stanza. */
  #leftOut = 0
  /** How many characters have come since the last tag or text was whole. */
  #unfinished = 0

  /** Throws where the text is not XML, has what XMPP forbids in it, or does not come to an end. */
  override write(text: string): void {
    this.#restricted.refuse(text)
    for (let at = 0; at < text.length; at += PART) this.#writePart(text.slice(at, at + PART))
  }

  #writePart(part: string): void {
    this.#unfinished += part.length
    super.write(part)
    if (this.#unfinished > MOST_UNFINISHED) throw new LinkError('endless')
  }

  override onStartElement(name: string, attrs: Attributes = {}): void {
    this.#unfinished = 0
    if (this.#isTooLong) {
      this.#leftOut++
      return
    }
    super.onStartElement(name, attrs)
    this.#length += lengthOf(name, attrs)
    // The header is no stanza.
    if (this.#isBetweenStanzas) this.#length = 0
  }

  override onEndElement(name: string): void {
    this.#unfinished = 0
    if (this.#leftOut > 0) {
      this.#leftOut--
      return
    }
    // It has a parent unless it is a stanza, or the stream itself.
    if (!this.cursor?.parent) this.#length = 0
    super.onEndElement(name)
  }

  override onText(text: string): void {
    this.#unfinished = 0
    if (this.#isTooLong) return
    if (!this.#isBetweenStanzas) {
      this.#length += text.length
      super.onText(text)
    } else if (text.trim() !== '') {
      throw new LinkError('unreadable')
    }
    // White space between stanzas keeps the connection alive, and is not to be kept itself.
  }

  get #isTooLong(): boolean {
    return this.#length > LONGEST_STANZA
  }

  get #isBetweenStanzas(): boolean {
    const { cursor, root } = this
    return cursor === root && root !== null
  }
}

/** What an element takes at least, as we write it. */
function lengthOf(name: string, attrs: Attributes): number {
  let length = name.length + '</>'.length
  for (const [key, value] of Object.entries(attrs)) length += key.length + String(value).length + '=""'.length
  return length
}
