import { xml } from '../stanza/element.js'
import { StreamError } from './stream-error.js'

/** One piece of XML. An element without content is an `open` whose `empty` is true, and has no `close`. */
export type Token =
  | { readonly kind: 'open'; readonly name: string; readonly attrs: Record<string, string>; readonly empty: boolean }
  | { readonly kind: 'close'; readonly name: string }
  | { readonly kind: 'text'; readonly text: string }

const NAME = String.raw`[\p{L}_][\p{L}\p{M}\p{N}._\-]*(?::[\p{L}_][\p{L}\p{M}\p{N}._\-]*)?`
const VALUE = `"[^<"]*"|'[^<']*'`
const OPEN_TAG = new RegExp(String.raw`^<(${NAME})((?:\s+${NAME}\s*=\s*(?:${VALUE}))*)\s*(/?)>$`, 'u')
const CLOSE_TAG = new RegExp(String.raw`^</(${NAME})\s*>$`, 'u')
const ATTRIBUTE = new RegExp(String.raw`(${NAME})\s*=\s*(${VALUE})`, 'gu')
/** Up to the `>` that ends a tag; one inside a quoted value does not. */
const WHOLE_TAG = /<[^>"']*(?:(?:"[^"]*"|'[^']*')[^>"']*)*>/y
const LONE_AMPERSAND = /&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[\da-fA-F]{1,6});)/
/** Control characters that XML 1.0 does not know: all of C0 but tab and line ends. */
const NO_XML_CHARACTER = /[^\P{Cc}\t\n\r\u{7f}-\u{9f}]|[\u{fffe}\u{ffff}]/u
const DECLARATION = /^<\?xml\s[^<]*\?>$/
const SPECIAL = ['<!--', '<![CDATA[', '<?'] as const
const END_OF = { '<!--': '-->', '<![CDATA[': ']]>', '<?': '?>' } as const

/**
 * Cuts a stream of text into XML tokens, whatever the pieces in which it arrives. It is strict on purpose, as the
 * parsers of real servers are: a lenient one (ltx's) would hide that a component, or a client, writes malformed XML.
 */
export class XmlTokens {
  #text = ''
  #consumed = 0
  #mayDeclare = true

  /** How many characters have become tokens so far. */
  get consumed(): number {
    return this.#consumed
  }

  /** How many characters wait for the rest of their token. */
  get waiting(): number {
    return this.#text.length
  }

  /** The next token begins a new document: an XML declaration may come first (RFC 6120 §4.3.3, a restarted stream). */
  restart(): void {
    this.#mayDeclare = true
  }

  /** Adds text that has been read. Throws a StreamError for a character that XML does not allow. */
  push(text: string): void {
    if (NO_XML_CHARACTER.test(text)) throw notWellFormed('a control character')
    this.#text += text
  }

  /** The next whole token; undefined when more text is needed. Throws a StreamError where the text is not XML. */
  next(): Token | undefined {
    while (this.#text !== '') {
      const special = SPECIAL.find(start => this.#text.startsWith(start))
      if (special === undefined) return this.#textOrTag()
      const end = this.#text.indexOf(END_OF[special], special.length)
      if (end < 0) return this.#refuseInstruction(special)
      const whole = this.#take(end + END_OF[special].length)
      if (special === '<![CDATA[') return { kind: 'text', text: whole.slice(special.length, -3) }
      if (special === '<?' && !DECLARATION.test(whole)) throw instruction()
    }
    return undefined
  }

  /** Only the declaration may begin like an instruction, and only where a document begins. */
  #refuseInstruction(special: string): undefined {
    if (special === '<?' && !'<?xml'.startsWith(this.#text.slice(0, 5))) throw instruction()
    return undefined
  }

  #textOrTag(): Token | undefined {
    if (!this.#text.startsWith('<')) return this.#characters()
    // What may still become a comment or CDATA has to wait; any other `<!` is a DOCTYPE or alike.
    if (SPECIAL.some(start => start.startsWith(this.#text))) return undefined
    if (this.#text.startsWith('<!')) throw new StreamError('restricted-xml', 'Send no DOCTYPE and no declarations.')
    WHOLE_TAG.lastIndex = 0
    const length = WHOLE_TAG.exec(this.#text)?.[0].length
    return length === undefined ? undefined : tagToken(this.#take(length))
  }

  #characters(): Token | undefined {
    const end = this.#text.indexOf('<')
    return end < 0 ? undefined : { kind: 'text', text: unescaped(this.#take(end)) }
  }

  #take(length: number): string {
    const taken = this.#text.slice(0, length)
    if (taken.startsWith('<?') && !this.#mayDeclare) throw instruction()
    if (taken.trim() !== '') this.#mayDeclare = false
    this.#text = this.#text.slice(length)
    this.#consumed += length
    return taken
  }
}

function tagToken(tag: string): Token {
  const closed = CLOSE_TAG.exec(tag)?.[1]
  if (closed !== undefined) return { kind: 'close', name: closed }
  const [, name, attributes, slash] = OPEN_TAG.exec(tag) ?? []
  if (name === undefined) throw notWellFormed('a tag that is not one')
  return { kind: 'open', name, attrs: attributesOf(attributes ?? ''), empty: slash === '/' }
}

function attributesOf(text: string): Record<string, string> {
  const attrs: Record<string, string> = {}
  for (const [, name = '', quoted = ''] of text.matchAll(ATTRIBUTE)) {
    if (Object.hasOwn(attrs, name)) throw notWellFormed('an attribute that stands twice')
    attrs[name] = unescaped(quoted.slice(1, -1))
  }
  return attrs
}

function unescaped(text: string): string {
  if (LONE_AMPERSAND.test(text)) throw notWellFormed('an & that is not written &amp;, or an unknown entity')
  try {
    return xml.unescapeXML(text)
  } catch {
    throw notWellFormed('a reference to a character that XML does not allow')
  }
}

function notWellFormed(found: string): StreamError {
  return new StreamError('not-well-formed', `The XML has ${found}.`)
}

function instruction(): StreamError {
  return new StreamError('restricted-xml', 'Send no processing instructions.')
}
