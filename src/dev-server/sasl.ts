import { attr, type Element } from '../stanza/element.js'
import { parseBareJid, parseJid } from '../stanza/jid.js'

/** The reason of a failed sign-in (RFC 6120 §6.5). */
export type SaslCondition =
  | 'aborted'
  | 'incorrect-encoding'
  | 'invalid-authzid'
  | 'invalid-mechanism'
  | 'malformed-request'
  | 'not-authorized'

/** A sign-in request. `user` is the local part of the account; undefined requests a new anonymous one. */
type SignIn = { readonly user: string | undefined; readonly password: string }

export type SaslOutcome = SignIn | { readonly failure: SaslCondition }

/** The offered mechanisms. PLAIN is not encrypted: this server is for use on one machine. */
export const MECHANISMS = ['PLAIN', 'ANONYMOUS'] as const

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** Reads <auth/>, or the <response/> to an empty challenge of `mechanism`. `domain` is the virtual host. */
export function readSignIn(element: Element, mechanism: string, domain: string): SaslOutcome {
  if (mechanism === 'ANONYMOUS') return { user: undefined, password: '' }
  if (mechanism !== 'PLAIN') return { failure: 'invalid-mechanism' }
  const text = element.getText().trim()
  if (!BASE64.test(text)) return { failure: 'incorrect-encoding' }
  return readPlain(Buffer.from(text, 'base64').toString('utf8'), domain)
}

/** The mechanism of `<auth/>`; empty if it has none. */
export function mechanismOf(auth: Element): string {
  return attr(auth, 'mechanism') ?? ''
}

/** RFC 4616: authorization identity, user name and password, separated by NUL. */
function readPlain(message: string, domain: string): SaslOutcome {
  const [authzid, name, password, ...more] = message.split('\0')
  if (!name || !password || more.length > 0) return { failure: 'malformed-request' }
  const account = parseBareJid(`${name}@${domain}`)
  if (!account) return { failure: 'not-authorized' }
  if (authzid && parseJid(authzid)?.full !== account.bare) return { failure: 'invalid-authzid' }
  return { user: account.local, password }
}
