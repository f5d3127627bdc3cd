import { FormatRegistry, Type } from '@sinclair/typebox'

// Parts of the schema of records. `expected` completes the sentence "...; expected ..." about a wrong value.

/** Characters that XML cannot carry, even escaped (XML 1.0 §2.2). */
const NOT_XML = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u
const XML_TEXT = 'latchstring:xml-text'
/** In bytes: three parts of 1023 bytes each, with `@` and `/` (RFC 7622 §3). */
const LONGEST_JID = 3071

// A pattern of a schema has no flag for characters beyond U+FFFF.
FormatRegistry.Set(XML_TEXT, text => !NOT_XML.test(text))

/** A text that may become XML; lengths are in characters. */
export function text(maxLength: number, minLength = 0) {
  const expected = `a text of ${minLength} to ${maxLength} characters, without control characters`
  return Type.String({ minLength, maxLength, format: XML_TEXT, expected })
}

/** One of these words. */
export function word<const Word extends string>(words: readonly Word[]) {
  const expected = `one of: ${words.join(', ')}`
  return Type.Unsafe<Word>(Type.String({ pattern: `^(?:${words.join('|')})$`, expected }))
}

/** A whole number from 0. */
export function count(maximum = Number.MAX_SAFE_INTEGER) {
  return Type.Integer({ minimum: 0, maximum, expected: `a whole number from 0 to ${maximum}` })
}

export const yesNo = Type.Boolean({ expected: 'true or false' })

/** Milliseconds since 1970. */
export const time = Type.Integer({
  minimum: 0,
  maximum: 8_640_000_000_000_000,
  expected: 'a time in milliseconds since 1970',
})

/** An address. Its form is checked when it is taken in, which prepares it (RFC 7622). */
export const jid = Type.String({ minLength: 1, maxLength: LONGEST_JID, expected: 'an XMPP address' })

/** An address, or an empty text. */
export const jidOrNone = Type.String({ maxLength: LONGEST_JID, expected: 'an XMPP address or an empty text' })

/** This many hexadecimal digits in lower case. */
export function hex(digits: number) {
  return Type.String({ pattern: `^[0-9a-f]{${digits}}$`, expected: `${digits} hexadecimal digits in lower case` })
}

/** The public name of a link (`linkId`): usually 24 hexadecimal digits. */
export const linkId = Type.String({ pattern: '^[0-9A-Za-z_-]{1,64}$', expected: 'the public id of a link' })

/** The same, or an empty text: by no link. */
export const linkIdOrNone = Type.String({
  pattern: '^[0-9A-Za-z_-]{0,64}$',
  expected: 'the public id of a link, or an empty text',
})
