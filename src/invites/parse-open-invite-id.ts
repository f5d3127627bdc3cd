const ID = /^[0-9a-f]{32}$/
/** In characters. A longer text is no link that a person has pasted. */
const LONGEST = 2000
/** What is left without quotes, brackets, and the punctuation of the sentence in which the link stood. */
const CORE = /[0-9a-z].*[0-9a-z]/is
/** The parameter of an address such as `xmpp:room@service?join;password=ID` (XEP-0045 §16.7.1). */
const PASSWORD = /[?;&]password=([^;&#]*)/i

/**
 * The id of an open invite in what a person has pasted: the id itself, with or without hyphens and capitals, or an
 * address that has it, `https://` with a query and a fragment or `xmpp:` with a password. Quotes, brackets, white space
 * and punctuation may be around it. Undefined if there is no id, or more than one. The result is in the stored form.
 */
export function parseOpenInviteId(text: string): string | undefined {
  if (ID.test(text)) return text
  if (text.length > LONGEST) return undefined
  const ids = new Set(text.split(/\s+/).flatMap(word => idIn(word) ?? []))
  const [id] = ids
  return ids.size === 1 ? id : undefined
}

function idIn(word: string): string | undefined {
  const id = coreOf(decoded(partWithId(coreOf(word))))
    .replaceAll('-', '')
    .toLowerCase()
  return ID.test(id) ? id : undefined
}

function coreOf(text: string): string {
  return CORE.exec(text)?.[0] ?? ''
}

/** The password of an address, the end of its path, or the whole text. */
function partWithId(text: string): string {
  const password = PASSWORD.exec(text)?.[1]
  if (password !== undefined) return password
  const path = coreOf(text.replace(/[?#].*$/s, ''))
  return path.replace(/^.*\//s, '')
}

/** With percent-encoded characters decoded (RFC 3986 §2.1), if that is possible. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
