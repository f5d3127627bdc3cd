import { attr, type Element } from '../stanza/element.js'
import { parseBareJid, parseJid } from '../stanza/jid.js'

/** RFC 6120 §6.5: why a sign-in failed. */
export type SaslCondition =
  | 'aborted'
  | 'incorrect-encoding'
  | 'invalid-authzid'
  | 'invalid-mechanism'
  | 'malformed-request'
  | 'not-authorized'

/** Who asks to sign in. `user` is the local part of the account; undefined asks for a new anonymous one. */
type SignIn = { readonly user: string | undefined; readonly password: string }

export type SaslOutcome = SignIn | { readonly failure: SaslCondition }

/** The mechanisms that are offered. PLAIN goes over the bare connection: this server is for one machine. */
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

/** The mechanism that <auth/> names; empty where it names none. */
export function mechanismOf(auth: Element): string {
  return attr(auth, 'mechanism') ?? ''
}

/** RFC 4616: authorization identity, user name and password, divided by NUL. */
function readPlain(message: string, domain: string): SaslOutcome {
  const [asked, name, password, ...more] = message.split('\0')
  if (!name || !password || more.length > 0) return { failure: 'malformed-request' }
  const account = parseBareJid(`${name}@${domain}`)
  if (!account) return { failure: 'not-authorized' }
  if (asked && parseJid(asked)?.full !== account.bare) return { failure: 'invalid-authzid' }
  return { user: account.local, password }
}
