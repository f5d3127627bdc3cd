import { Refusal } from '../../rooms-api/refusal.js'
import { parseJid } from '../../stanza/jid.js'

/** In characters: two parts of an address, each with at most 1023 bytes (RFC 7622), and what people paste around it. */
const LONGEST = 2100
const SCHEME = /^xmpp:/i
const QUERY = /\?.*$/s

/**
 * The bare JID of a person in what was typed or pasted, also as an `xmpp:` address or with a resource. Throws
 * `malformed-address`.
 */
export function invitedAddress(text: string): string {
  const jid = text.length > LONGEST ? undefined : parseJid(text.trim().replace(SCHEME, '').replace(QUERY, ''))
  if (jid && jid.local !== '') return jid.bare
  throw new Refusal('malformed-address', 'This is not the XMPP address of a person, such as juliet@example.org.')
}
