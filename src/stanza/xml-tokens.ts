import { StreamFault } from './stream-fault.js'
import { malformed, readTag, unescapeXml, type XmlTag } from './xml-tag.js'

/** One piece of XML: a tag, or the text between two tags. */
export type XmlToken = XmlTag | { readonly kind: 'text'; readonly text: string }

type Kind = 'text' | 'tag' | 'cdata' | 'declaration'

const CDATA = '<![CDATA['
const CDATA_END = ']]>'
const DECLARATION = /^<\?xml[ \t\r\n]/
const DECLARATION_END = '?>'
/** XML 1.0 §2.2. Surrogates pass: a decoder of UTF-8 gives them in pairs only. */
const NO_XML_CHARACTER = /[^\t\n\r\u0020-\ufffd]/

/**
 * Cuts a stream of text into XML tokens; the pieces in which the text arrives make no difference. It refuses comments,
 * processing instructions and document types (RFC 6120 §11.1) at their first characters. It looks at each character a
 * fixed number of times: a long token in small pieces takes time in proportion to its length.
 */
export class XmlTokens {
  readonly #longest: number
  /** The token that is being read, as far as it has been looked at. */
  #begun = ''
  #kind: Kind | undefined
  /** Inside a tag, the quote that ends the attribute value that is being read. */
  #quote: string | undefined
  /** The text that was added last, behind the at most 8 characters before it that did not yet tell what they are. */
  #chunk = ''
  /** Where in `#chunk` the next character to read is. */
  #at = 0
  #added = 0
  #mayDeclare = true

  /** `longest`: how many characters a token may have. */
  constructor(longest: number) {
    this.#longest = longest
  }

  /** How many characters have been read. */
  get position(): number {
    return this.#added - this.#chunk.length + this.#at
  }

  /** Whether a token has begun and not ended. */
  get isInToken(): boolean {
    return this.#begun !== '' || this.#at < this.#chunk.length
  }

  /** The next token begins a new document, which may have an XML declaration (RFC 6120 §4.3.3, a restarted stream). */
  restart(): void {
    this.#mayDeclare = true
  }

  /** Adds text. Throws a StreamFault for a character that XML does not allow. */
  add(text: string): void {
    if (NO_XML_CHARACTER.test(text)) throw malformed('a character that XML does not allow')
    this.#added += text.length
    this.#chunk = this.#chunk.slice(this.#at) + text
    this.#at = 0
  }

  /** The next whole token; undefined when more text is needed. Throws a StreamFault where the text is not XML. */
  next(): XmlToken | undefined {
    while (this.#at < this.#chunk.length) {
      this.#kind ??= this.#nextKind()
      if (!this.#kind || !this.#take(this.#kind)) return undefined
      const token = tokenOf(this.#kind, this.#begun)
      this.#kind = undefined
      this.#begun = ''
      if (token) return token
    }
    return undefined
  }

  /** What the next token is; undefined when its first characters do not tell yet. */
  #nextKind(): Kind | undefined {
    if (this.#chunk[this.#at] !== '<') return 'text'
    const second = this.#chunk[this.#at + 1]
    if (second === '!' || second === '?') return this.#rareKind(this.#chunk.slice(this.#at, this.#at + CDATA.length))
    if (second === undefined) return undefined
    this.#mayDeclare = false
    return 'tag'
  }

  /** `start`: the first characters of the token, as many as CDATA begins with or as have come. */
  #rareKind(start: string): Kind | undefined {
    if (start === CDATA) return 'cdata'
    if (this.#mayDeclare && DECLARATION.test(start)) {
      this.#mayDeclare = false
      return 'declaration'
    }
    if (CDATA.startsWith(start) || (this.#mayDeclare && '<?xml'.startsWith(start))) return undefined
    throw restricted()
  }

  /** Moves text from `#chunk` to `#begun`, as far as it belongs to the token. Returns whether the token is whole. */
  #take(kind: Kind): boolean {
    if (kind === 'tag') return this.#takeUntil(this.#endOfTag())
    if (kind === 'text') return this.#takeUntil(indexIn(this.#chunk, '<', this.#at))
    const mark = kind === 'cdata' ? CDATA_END : DECLARATION_END
    const found = indexIn(this.#chunk, mark, this.#at)
    // The first characters of the mark may be the last ones that have come.
    return this.#takeUntil(found === undefined ? undefined : found + mark.length, mark.length - 1)
  }

  /** Without an `end`, everything but the last `held` characters belongs to the token. */
  #takeUntil(end: number | undefined, held = 0): boolean {
    const until = end ?? Math.max(this.#at, this.#chunk.length - held)
    this.#begun += this.#chunk.slice(this.#at, until)
    this.#at = until
    if (this.#begun.length <= this.#longest) return end !== undefined
    throw new StreamFault('policy-violation', `Write no tag and no text of more than ${this.#longest} characters.`)
  }

  /** The index after the `>` of a tag. A `>` in an attribute value does not end the tag. */
  #endOfTag(): number | undefined {
    for (let at = this.#at; at < this.#chunk.length; at++) {
      const character = this.#chunk[at]
      if (this.#quote !== undefined) {
        const end = indexIn(this.#chunk, this.#quote, at)
        if (end === undefined) return undefined
        at = end
        this.#quote = undefined
      } else if (character === '>') {
        return at + 1
      } else if (character === '"' || character === "'") {
        this.#quote = character
      }
    }
    return undefined
  }
}

/** The token that a text is; undefined for the XML declaration, which says nothing about the stream. */
function tokenOf(kind: Kind, text: string): XmlToken | undefined {
  if (kind === 'tag') return readTag(text)
  if (kind === 'text') return { kind, text: unescapeXml(text) }
  if (kind === 'cdata') return { kind: 'text', text: text.slice(CDATA.length, -CDATA_END.length) }
  if (text.includes('<', 1)) throw restricted()
  return undefined
}

function indexIn(text: string, part: string, from: number): number | undefined {
  const index = text.indexOf(part, from)
  return index < 0 ? undefined : index
}

function restricted(): StreamFault {
  return new StreamFault('restricted-xml', 'Send no comments, processing instructions or document types.')
}
