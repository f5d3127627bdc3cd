import { xml } from '../stanza/element.js'
import { StreamError } from './stream-error.js'
import { endOfCharacters, endOfMarked, endOfTag, type TokenEnd } from './token-end.js'

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
const LONE_AMPERSAND = /&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[\da-fA-F]{1,6});)/
/** Control characters that XML 1.0 does not know: all of C0 but tab and line ends. */
const NO_XML_CHARACTER = /[^\P{Cc}\t\n\r\u{7f}-\u{9f}]|[\u{fffe}\u{ffff}]/u
const DECLARATION = /^<\?xml\s[^<]*\?>$/
/** How a comment, CDATA and the declaration begin and end. */
const MARKED: readonly (readonly [string, string])[] = [
  ['<!--', '-->'],
  ['<![CDATA[', ']]>'],
  ['<?xml', '?>'],
]

/**
 * Cuts a stream of text into XML tokens, whatever the pieces in which it arrives. It is strict on purpose, as the
 * parsers of real servers are: a lenient one (ltx's) would hide that a component, or a client, writes malformed XML.
 */
export class XmlTokens {
  /** The token whose end has not come yet. It is only added to: to look into it at each piece would take ever longer. */
  #begun = ''
  #end: TokenEnd | undefined
  /** What has not been looked at. */
  #unread = ''
  #consumed = 0
  #mayDeclare = true

  /** How many characters have become tokens so far. */
  get consumed(): number {
    return this.#consumed
  }

  /** How many characters wait for the rest of their token. */
  get waiting(): number {
    return this.#begun.length + this.#unread.length
  }

  /** The next token begins a new document: an XML declaration may come first (RFC 6120 §4.3.3, a restarted stream). */
  restart(): void {
    this.#mayDeclare = true
  }

  /** Adds text that has been read. Throws a StreamError for a character that XML does not allow. */
  push(text: string): void {
    if (NO_XML_CHARACTER.test(text)) throw notWellFormed('a control character')
    this.#unread += text
  }

  /** The next whole token; undefined when more text is needed. Throws a StreamError where the text is not XML. */
  next(): Token | undefined {
    for (let text = this.#take(); text !== undefined; text = this.#take()) {
      const token = tokenOf(text)
      if (token) return token
    }
    return undefined
  }

  /** The text of the next whole token. */
  #take(): string | undefined {
    if (this.#unread === '') return undefined
    this.#end ??= endOf(this.#unread)
    if (!this.#end) return undefined
    const length = this.#end(this.#unread)
    this.#begun += this.#unread.slice(0, length)
    this.#unread = length === undefined ? '' : this.#unread.slice(length)
    return length === undefined ? undefined : this.#whole()
  }

  #whole(): string {
    const text = this.#begun
    if (text.startsWith('<?') && !this.#mayDeclare) throw instruction()
    if (text.trim() !== '') this.#mayDeclare = false
    this.#begun = ''
    this.#end = undefined
    this.#consumed += text.length
    return text
  }
}

/** How the token ends that begins the text; undefined when more text must tell what it is. */
function endOf(text: string): TokenEnd | undefined {
  if (!text.startsWith('<')) return endOfCharacters()
  const marks = MARKED.find(([begin]) => text.startsWith(begin))
  if (marks) return endOfMarked(...marks)
  if (MARKED.some(([begin]) => begin.startsWith(text))) return undefined
  if (text.startsWith('<?')) throw instruction()
  if (text.startsWith('<!')) throw new StreamError('restricted-xml', 'Send no DOCTYPE and no declarations.')
  return endOfTag()
}

/** Comments and the declaration are no tokens. */
function tokenOf(text: string): Token | undefined {
  if (!text.startsWith('<')) return { kind: 'text', text: unescaped(text) }
  if (text.startsWith('<![')) return { kind: 'text', text: text.slice('<![CDATA['.length, -']]>'.length) }
  if (text.startsWith('<!')) return undefined
  if (!text.startsWith('<?')) return tagToken(text)
  if (!DECLARATION.test(text)) throw instruction()
  return undefined
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
