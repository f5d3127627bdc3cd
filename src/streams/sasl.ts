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
  | 'temporary-auth-failure'

/** A sign-in request. `user` is the local part of the account; undefined requests a new anonymous one. */
export type SignIn = { readonly user: string | undefined; readonly password: string }

export type SaslOutcome = SignIn | { readonly failure: SaslCondition }

/** A SASL mechanism, as the server offers it. */
export type Mechanism = {
  readonly name: string
  /** Whether the client must send a message: an empty challenge requests one that it has left out (RFC 6120 §6.4.2). */
  readonly needsMessage: boolean
  /** Reads the client's message, as it stands in the stream. `domain` is that of the accounts. */
  read(message: string, domain: string): SaslOutcome
}

const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/

/** RFC 4616: authorization identity, user name and password, separated by NUL. */
export const PLAIN: Mechanism = {
  name: 'PLAIN',
  needsMessage: true,
  read(message, domain) {
    const encoded = message.trim()
    if (!BASE64.test(encoded)) return { failure: 'incorrect-encoding' }
    const [authzid, name, password, ...more] = Buffer.from(encoded, 'base64').toString('utf8').split('\0')
    if (!name || !password || more.length > 0) return { failure: 'malformed-request' }
    const account = parseBareJid(`${name}@${domain}`)
    if (!account) return { failure: 'not-authorized' }
    if (authzid && parseJid(authzid)?.full !== account.bare) return { failure: 'invalid-authzid' }
    return { user: account.local, password }
  },
}

/** The server's side of the SASL exchange of one stream, whose mechanisms take one message of the client each. */
export class SaslExchange {
  readonly #mechanisms: readonly Mechanism[]
  readonly #domain: string
  /** The mechanism of the challenge that awaits its response. */
  #challenged: Mechanism | undefined

  /** `domain` is that of the accounts. */
  constructor(mechanisms: readonly Mechanism[], domain: string) {
    this.#mechanisms = mechanisms
    this.#domain = domain
  }

  /** Reads `<auth/>`, `<response/>` or `<abort/>` (RFC 6120 §6.4). `challenge`: send an empty one. */
  next(element: Element): SaslOutcome | 'challenge' {
    const isAuth = element.name === 'auth'
    const mechanism = isAuth ? this.#named(attr(element, 'mechanism')) : this.#challenged
    this.#challenged = undefined
    if (element.name === 'abort') return { failure: 'aborted' }
    if (!mechanism) return { failure: 'invalid-mechanism' }
    if (isAuth && mechanism.needsMessage && element.getText() === '') {
      this.#challenged = mechanism
      return 'challenge'
    }
    return mechanism.read(element.getText(), this.#domain)
  }

  #named(name: string | undefined): Mechanism | undefined {
    return this.#mechanisms.find(mechanism => mechanism.name === name)
  }
}
