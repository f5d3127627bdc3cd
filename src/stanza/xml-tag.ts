import { xml } from './element.js'
import { StreamFault } from './stream-fault.js'

/** A tag. An element without content (`<a/>`) is one `open` tag whose `isEmpty` is true, and has no `close` tag. */
export type XmlTag =
  | { readonly kind: 'open'; readonly name: string; readonly attrs: Record<string, string>; readonly isEmpty: boolean }
  | { readonly kind: 'close'; readonly name: string }

/**
 * XML 1.0 (5th edition) §2.3, without the colon. Prosody and ejabberd parse with expat, which allows fewer names: a
 * client cannot end the component's stream by a name that they pass on. The surrogates stand for U+10000 to U+EFFFF.
 */
const NAME_START = String.raw`A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c\u200d\u2070-\u218f\u2c00-\u2fef\u3001-\ud7ff\ud800-\udb7f\udc00-\udfff\uf900-\ufdcf\ufdf0-\ufffd`
const PART = String.raw`[${NAME_START}][${NAME_START}\-.\d\u00b7\u0300-\u036f\u203f\u2040]*`
const NAME = `${PART}(?::${PART})?`
const CLOSE_TAG = new RegExp(String.raw`^</(${NAME})[ \t\r\n]*>$`)
const TAG_START = new RegExp(`<(${NAME})`, 'y')
const ATTRIBUTE = new RegExp(String.raw`[ \t\r\n]+(${NAME})[ \t\r\n]*=[ \t\r\n]*(?:"([^<"]*)"|'([^<']*)')`, 'y')
const TAG_END = /[ \t\r\n]*(\/?)>$/y
const BAD_REFERENCE = /&(?!(?:amp|lt|gt|quot|apos|#\d{1,7}|#x[\da-fA-F]{1,6});)/

/** Reads a tag from its `<` to its `>`. Throws a StreamFault where it is malformed. */
export function readTag(text: string): XmlTag {
  if (text.startsWith('</')) {
    const name = CLOSE_TAG.exec(text)?.[1]
    if (name === undefined) throw malformed('a malformed tag')
    return { kind: 'close', name }
  }
  const name = matchAt(TAG_START, text, 0)?.[1]
  if (name === undefined) throw malformed('a malformed tag')
  const attrs: Record<string, string> = {}
  let at = TAG_START.lastIndex
  for (let found = matchAt(ATTRIBUTE, text, at); found; found = matchAt(ATTRIBUTE, text, at)) {
    const [, key = '', quoted, apostrophed = ''] = found
    if (Object.hasOwn(attrs, key)) throw malformed('the same attribute twice in one tag')
    attrs[key] = unescapeXml(quoted ?? apostrophed)
    at = ATTRIBUTE.lastIndex
  }
  const end = matchAt(TAG_END, text, at)
  if (!end) throw malformed('a malformed tag')
  return { kind: 'open', name, attrs, isEmpty: end[1] === '/' }
}

/**
 * Replaces the references in a text or an attribute value. Throws a StreamFault for a lone `&`, for an entity that XML
 * does not predefine and for a reference to a character that XML does not allow.
 */
export function unescapeXml(text: string): string {
  if (!text.includes('&')) return text
  if (BAD_REFERENCE.test(text)) throw malformed('an & that is not written &amp;, or an unknown entity')
  try {
    return xml.unescapeXML(text)
  } catch {
    throw malformed('a reference to a character that XML does not allow')
  }
}

/** The fault of an end tag for an element that is not the innermost open one. */
export function endWithoutStart(name: string): StreamFault {
  return new StreamFault('not-well-formed', `The end tag </${name.slice(0, 50)}> has no start tag.`)
}

/** A `not-well-formed` fault. `found` completes the sentence "The XML has ...". */
export function malformed(found: string): StreamFault {
  return new StreamFault('not-well-formed', `The XML has ${found}.`)
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at
  return pattern.exec(text)
}
