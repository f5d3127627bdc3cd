import { prepare } from 'stanza/JID.js'
import { A1, nameprep, nodeprep, resourceprep } from 'stanza/lib/stringprep/index.js'

const LONGEST_PART = 1023
/**
 * In bytes. Our decision: no longer than a name of the DNS (RFC 1035 §2.3.4), where RFC 7622 allows 1023. So the addresses of a
 * room and of a user fit together into one entry of an index of PostgreSQL, which has at most 2704 bytes: one that does not
 * would make a whole batch fail.
 */
const LONGEST_DOMAIN = 255
const PLAIN_LOCAL = /^[a-z0-9._+-]+$/
const PLAIN_DOMAIN = /^[a-z0-9-]+(\.[a-z0-9-]+)*$/
const PLAIN_RESOURCE = /^[!-~]+$/
const IPV6 = /^\[[\da-f:.]+\]$/i
/** The characters that separate labels (RFC 3490 §3.1). */
const DOT = /[.\u3002\uff0e\uff61]/
const LAST_DOT = /[.\u3002\uff0e\uff61]$/
/** The characters of a label. Our decision: `_` is allowed, since host names in container networks contain it. */
const LABEL = /^[a-z0-9_\-\u{80}-\u{10ffff}]+$/u

/** Applies nodeprep (RFC 6122 §2.3). Undefined if the part is empty, prohibited or longer than 1023 bytes. */
export function prepareLocal(local: string): string | undefined {
  if (!fits(local)) return undefined
  return PLAIN_LOCAL.test(local) ? local : applied(nodeprep, local)
}

/** Applies resourceprep (RFC 6122 §2.4). Undefined as with `prepareLocal`. */
export function prepareResource(resource: string): string | undefined {
  if (!fits(resource)) return undefined
  return PLAIN_RESOURCE.test(resource) ? resource : applied(resourceprep, resource)
}

/**
 * A host name with its labels in Unicode, prepared by nameprep, and without a final dot, or an IPv6 address in brackets
 * (RFC 7622 §3.2). Undefined as with `prepareLocal`, but above 255 bytes.
 */
export function prepareDomain(domain: string): string | undefined {
  if (!fits(domain, LONGEST_DOMAIN)) return undefined
  if (PLAIN_DOMAIN.test(domain) && !domain.includes('xn--')) return domain
  if (IPV6.test(domain)) return URL.canParse(`http://${domain}/`) ? domain.toLowerCase() : undefined
  const labels = domain.replace(LAST_DOT, '').split(DOT).map(prepareLabel)
  const prepared = labels.join('.')
  return labels.includes(undefined) || !fits(prepared, LONGEST_DOMAIN) ? undefined : prepared
}

function prepareLabel(label: string): string | undefined {
  const name = applied(nameprep, label)
  if (name === undefined || !LABEL.test(name)) return undefined
  return name.startsWith('xn--') ? (unicodeOf(name) ?? name) : name
}

/**
 * The Unicode form of a label from its `xn--` form. Undefined if that has another `xn--` form and so is another host
 * (`xn--strae-oqa` is not `strasse`).
 */
function unicodeOf(ascii: string): string | undefined {
  const unicode = applied(domain => prepare({ domain }).domain, ascii)
  return unicode !== undefined && LABEL.test(unicode) && asciiOf(unicode) === ascii ? unicode : undefined
}

function asciiOf(label: string): string | undefined {
  const url = `http://${label}/`
  return URL.canParse(url) ? new URL(url).hostname : undefined
}

/** The part prepared by a stringprep profile. The library throws on prohibited characters. */
function applied(profile: (part: string) => string, part: string): string | undefined {
  if (hasNewVariant(part)) return undefined
  try {
    const prepared = profile(part)
    return prepared !== '' && fits(prepared) ? prepared : undefined
  } catch {
    return undefined
  }
}

/**
 * Stringprep is based on Unicode 3.2. Servers keep newer characters, but the library maps a newer variant of `a`
 * (U+2090) to `a`: two accounts of a server would be one user here. So such variants are refused.
 */
function hasNewVariant(text: string): boolean {
  if (text.normalize('NFKC') === text) return false
  return [...text].some(char => A1.contains(char.codePointAt(0) ?? 0) && char.normalize('NFKC') !== char)
}

function fits(part: string, longest = LONGEST_PART): boolean {
  return part.length <= longest && Buffer.byteLength(part) <= longest
}
