import { randomBytes } from 'node:crypto'
import { attr, type Element, xml } from '../stanza/element.js'
import { type Jid, parseJid } from '../stanza/jid.js'
import { NS } from '../stanza/namespaces.js'
import { leave, type Surroundings, takePresence } from './client-presence.js'
import { answerRegistration } from './registration.js'
import { MECHANISMS, mechanismOf, readSignIn, type SaslCondition, type SaslOutcome } from './sasl.js'
import type { Session } from './sessions.js'
import { isStanza } from './stanza-kind.js'
import { StreamError } from './stream-error.js'
import { STREAM_NS } from './stream-namespaces.js'
import type { StreamListener, XmppStream } from './xmpp-stream.js'

export type ClientSide = Surroundings & {
  /** The virtual host. */
  readonly domain: string
  /** Whether a client may create an account before it signs in (XEP-0077). */
  readonly registration: boolean
  readonly log: (line: string) => void
}

/** The server's side of a client's stream: SASL, then a resource, then stanzas (RFC 6120 §6, §7). */
export class ClientStream implements StreamListener {
  readonly #stream: XmppStream
  readonly #server: ClientSide
  /** The local part of the account, once it is authenticated. */
  #user: string | undefined
  #isAnonymous = false
  /** The mechanism of the challenge that awaits its response. */
  #challenged = ''
  #session: Session | undefined

  constructor(stream: XmppStream, server: ClientSide) {
    this.#stream = stream
    this.#server = server
  }

  opened(header: Element): void {
    const { domain } = this.#server
    if (parseJid(attr(header, 'to') ?? '')?.full !== domain) {
      throw new StreamError('host-unknown', `Open the stream "to" ${domain}: that is the only host here.`)
    }
    this.#stream.open({ from: domain, id: randomBytes(8).toString('hex'), version: '1.0', 'xml:lang': 'en' })
    this.#stream.send(this.#features())
  }

  received(element: Element): void {
    if (this.#session) return this.#takeStanza(this.#session, element)
    if (this.#user === undefined) return this.#registers(element) ? undefined : this.#authenticate(element)
    this.#bind(this.#user, element)
  }

  ended(): void {
    const { users } = this.#server
    if (this.#session) {
      users.sessions.remove(this.#session)
      leave(this.#session, this.#server)
      this.#server.log(`client ${JSON.stringify(this.#session.jid.full)}: disconnected`)
    }
    if (!this.#isAnonymous || this.#user === undefined) return
    users.accounts.forget(this.#user)
    users.offline.take(`${this.#user}@${this.#server.domain}`)
  }

  /** Answers a registration before the sign-in (XEP-0077 §3.1.1). False if the element is not one. */
  #registers(element: Element): boolean {
    if (!this.#server.registration) return false
    const answer = answerRegistration(element, this.#server.users.accounts)
    if (answer) this.#stream.send(answer)
    return answer !== undefined
  }

  #authenticate(element: Element): void {
    if (attr(element, 'xmlns') !== STREAM_NS.sasl) {
      throw new StreamError('not-authorized', 'Sign in first (RFC 6120, section 6).')
    }
    const isAuth = element.name === 'auth'
    const mechanism = isAuth ? mechanismOf(element) : this.#challenged
    this.#challenged = ''
    if (element.name === 'abort') return this.#fail('aborted')
    // A client may leave out the initial response (RFC 6120 §6.4.2): an empty challenge requests it.
    if (isAuth && mechanism === 'PLAIN' && element.getText() === '') {
      this.#challenged = mechanism
      return this.#stream.send(xml('challenge', STREAM_NS.sasl))
    }
    this.#signIn(readSignIn(element, mechanism, this.#server.domain))
  }

  #signIn(outcome: SaslOutcome): void {
    if ('failure' in outcome) return this.#fail(outcome.failure)
    const { accounts } = this.#server.users
    const { user, password } = outcome
    if (user !== undefined && !accounts.accepts(user, password)) return this.#fail('not-authorized')
    this.#isAnonymous = user === undefined
    this.#user = user ?? accounts.addAnonymous()
    this.#stream.send(xml('success', STREAM_NS.sasl))
    this.#stream.restart()
  }

  #fail(condition: SaslCondition): void {
    this.#server.log(`client: sign-in failed: ${condition}`)
    this.#stream.send(xml('failure', STREAM_NS.sasl, xml(condition)))
  }

  #bind(user: string, iq: Element): void {
    const request = isStanza(iq) && iq.name === 'iq' ? iq.getChild('bind', STREAM_NS.bind) : undefined
    if (!request || attr(iq, 'type') !== 'set') {
      throw new StreamError('not-authorized', 'Bind a resource first (RFC 6120, section 7).')
    }
    const jid = this.#address(user, request.getChildText('resource') || randomBytes(8).toString('hex'))
    if (!jid) return this.#stream.send(badResource(iq))
    const { users, log } = this.#server
    this.#session = users.sessions.add(jid, this.#stream)
    log(`client ${JSON.stringify(jid.full)}: connected`)
    const bound = xml('bind', STREAM_NS.bind, xml('jid', {}, jid.full))
    this.#stream.send(xml('iq', { type: 'result', id: iq.attrs['id'] }, bound))
  }

  #features(): Element {
    const mechanisms = MECHANISMS.map(name => xml('mechanism', {}, name))
    const register = this.#server.registration ? [xml('register', STREAM_NS.registerFeature)] : []
    const offered =
      this.#user === undefined
        ? [xml('mechanisms', STREAM_NS.sasl, ...mechanisms), ...register]
        : [xml('bind', STREAM_NS.bind), xml('session', STREAM_NS.session, xml('optional'))]
    return xml('stream:features', { 'xmlns:stream': STREAM_NS.stream }, ...offered)
  }

  #address(user: string, resource: string): Jid | undefined {
    return parseJid(`${user}@${this.#server.domain}/${resource}`)
  }

  #takeStanza(session: Session, stanza: Element): void {
    if (stanza.name === 'stream:error') return this.#stream.close()
    if (!isStanza(stanza)) throw new StreamError('unsupported-stanza-type', 'Send message, presence or iq.')
    const from = attr(stanza, 'from')
    const claimed = from === undefined ? session.jid.full : parseJid(from)?.full
    if (claimed !== session.jid.full && claimed !== session.jid.bare) {
      throw new StreamError('invalid-from', `Leave "from" out, or write ${session.jid.full}.`)
    }
    stanza.attrs['from'] = session.jid.full
    if (stanza.name === 'presence') return takePresence(session, stanza, this.#server)
    // RFC 6120 §10.3: a stanza without `to` is for the sender's own account.
    stanza.attrs['to'] ??= session.jid.bare
    this.#server.router.route(stanza)
  }
}

function badResource(iq: Element): Element {
  const error = xml('error', { type: 'modify' }, xml('bad-request', NS.stanzas))
  return xml('iq', { type: 'error', id: iq.attrs['id'] }, error)
}
