import { type Jid, parseBareJid, parseJid } from './jid.js'

/** A template of bare JIDs, such as `{preferred_username}@example.org`. */
export type JidTemplate = {
  /** The names in the braces, in their order. */
  readonly names: readonly string[]
  /** The texts before, between and behind them: one more than there are names. */
  readonly texts: readonly string[]
  /** The domain, prepared. No value ever changes it. */
  readonly domain: string
}

/** Names in braces, with texts around them that need no escaping, and one literal domain. */
const TEMPLATE = /^((?:[^{}@/\\\s"&':<>]|\{[^{}]+\})+)@([^{}@/]+)$/
/**
 * The characters that a local part cannot have, and a backslash that would be read as the escape of one (XEP-0106
 * §2.2).
 */
const ESCAPED = /[ "&'/:<>@]|\\(?=20|22|26|27|2f|3a|3c|3e|40|5c)/gi

/** Whether a text is meant as a template: names alone have none of these. */
export function isTemplate(text: string): boolean {
  return /[{}@]/.test(text)
}

/** Parses a template. Undefined unless it has a name, and a domain without one (our own form). */
export function parseJidTemplate(text: string): JidTemplate | undefined {
  const [, local = '', host = ''] = TEMPLATE.exec(text) ?? []
  const address = parseJid(host)
  // The odd parts are the names.
  const parts = local.split(/[{}]/)
  const names = parts.filter((_part, index) => index % 2 === 1)
  if (address?.local !== '' || names.length === 0) return undefined
  return { names, texts: parts.filter((_part, index) => index % 2 === 0), domain: address.domain }
}

/**
 * The address that these values make, in the order of the names: the whole local part is escaped (XEP-0106) and prepared,
 * so that no value reaches the domain. Undefined if it is no local part: too long, prohibited, or with a space at an end
 * (XEP-0106 §2.2); or if preparation changes more than capital letters. The signer may have given `ﬁ`, `ß`, a wide `a` or an
 * invisible character to a person of their own, who would be the user with `fi`, `ss`, `a` or none.
 */
export function filledTemplate({ texts, domain }: JidTemplate, values: readonly string[]): Jid | undefined {
  const local = texts.map((text, index) => `${text}${values[index] ?? ''}`).join('')
  if (/^ | $/.test(local) || local.normalize('NFKC') !== local) return undefined
  const escaped = local.replace(ESCAPED, sign => `\\${sign.charCodeAt(0).toString(16)}`)
  const user = parseBareJid(`${escaped}@${domain}`)
  // A sigma at the end of a word is no other letter.
  return user?.local === escaped.toLowerCase().replaceAll('ς', 'σ') ? user : undefined
}
