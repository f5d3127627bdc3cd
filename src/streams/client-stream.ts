import { randomBytes } from 'node:crypto'
import { attr, type Element, xml } from '../stanza/element.js'
import { type Jid, parseJid } from '../stanza/jid.js'
import { NS } from '../stanza/namespaces.js'
import { type Mechanism, type SaslCondition, SaslExchange, type SignIn } from './sasl.js'
import { isStanza } from './stanza-kind.js'
import { StreamError } from './stream-error.js'
import { STREAM_NS } from './stream-namespaces.js'
import type { StreamListener, XmppStream } from './xmpp-stream.js'

/** The server to which clients connect. */
export interface ClientHost {
  /** The domain of the accounts. */
  readonly domain: string
  readonly mechanisms: readonly Mechanism[]
  /** What is offered before the sign-in, beside the mechanisms. */
  readonly offers: readonly Element[]
  /** Answers what a client may ask before the sign-in; undefined if the element is nothing of the kind. */
  answersEarly(element: Element): Element | undefined
  /** Checks a sign-in. Calls `answer` once, at once or later, with the client or with the reason of the failure. */
  signIn(request: SignIn, answer: (outcome: SignedInClient | { readonly failure: SaslCondition }) => void): void
}

/** A client that has signed in. */
export interface SignedInClient {
  /** Binds the requested resource, or another one if that is '' (RFC 6120 §7). Undefined if it cannot be one. */
  bind(resource: string): BoundClient | undefined
  /** The stream has ended, after `ended` of the bound client. */
  ended(): void
}

/** A client that has bound its resource. */
export interface BoundClient {
  readonly jid: Jid
  /** Takes a stanza, whose `from` is the full address of the client. */
  takes(stanza: Element): void
  ended(): void
}

/** The server's side of a client's stream: SASL, then a resource, then stanzas (RFC 6120 §6, §7). */
export class ClientStream implements StreamListener {
  readonly #stream: XmppStream
  readonly #host: ClientHost
  readonly #sasl: SaslExchange
  #isChecking = false
  #hasEnded = false
  #client: SignedInClient | undefined
  #bound: BoundClient | undefined

  constructor(stream: XmppStream, host: ClientHost) {
    this.#stream = stream
    this.#host = host
    this.#sasl = new SaslExchange(host.mechanisms, host.domain)
  }

  opened(header: Element): void {
    const { domain } = this.#host
    if (parseJid(attr(header, 'to') ?? '')?.full !== domain) {
      throw new StreamError('host-unknown', `Open the stream "to" ${domain}: that is the only host here.`)
    }
    this.#stream.open({ from: domain, id: randomBytes(8).toString('hex'), version: '1.0', 'xml:lang': 'en' })
    this.#stream.send(this.#features())
  }

  received(element: Element): void {
    if (this.#bound) return this.#takeStanza(this.#bound, element)
    if (this.#client) return this.#bind(this.#client, element)
    const answer = this.#host.answersEarly(element)
    if (answer) this.#stream.send(answer)
    else this.#authenticate(element)
  }

  ended(): void {
    this.#hasEnded = true
    this.#bound?.ended()
    this.#client?.ended()
  }

  #authenticate(element: Element): void {
    if (attr(element, 'xmlns') !== STREAM_NS.sasl || this.#isChecking) {
      throw new StreamError('not-authorized', 'Sign in first (RFC 6120, section 6).')
    }
    const step = this.#sasl.next(element)
    if (step === 'challenge') return this.#stream.send(xml('challenge', STREAM_NS.sasl))
    if ('failure' in step) return this.#fail(step.failure)
    this.#isChecking = true
    this.#host.signIn(step, outcome => {
      this.#isChecking = false
      if ('failure' in outcome) this.#fail(outcome.failure)
      else this.#accept(outcome)
    })
  }

  #accept(client: SignedInClient): void {
    if (this.#hasEnded) return client.ended()
    this.#client = client
    this.#stream.send(xml('success', STREAM_NS.sasl))
    this.#stream.restart()
  }

  #fail(condition: SaslCondition): void {
    this.#stream.send(xml('failure', STREAM_NS.sasl, xml(condition)))
  }

  #bind(client: SignedInClient, iq: Element): void {
    const request = isStanza(iq) && iq.name === 'iq' ? iq.getChild('bind', STREAM_NS.bind) : undefined
    if (!request || attr(iq, 'type') !== 'set') {
      throw new StreamError('not-authorized', 'Bind a resource first (RFC 6120, section 7).')
    }
    this.#bound = client.bind(request.getChildText('resource') ?? '')
    if (!this.#bound) return this.#stream.send(badResource(iq))
    const bound = xml('bind', STREAM_NS.bind, xml('jid', {}, this.#bound.jid.full))
    this.#stream.send(xml('iq', { type: 'result', id: iq.attrs['id'] }, bound))
  }

  #features(): Element {
    const { mechanisms, offers } = this.#host
    const names = mechanisms.map(({ name }) => xml('mechanism', {}, name))
    const offered = this.#client
      ? [xml('bind', STREAM_NS.bind), xml('session', STREAM_NS.session, xml('optional'))]
      : [xml('mechanisms', STREAM_NS.sasl, ...names), ...offers]
    return xml('stream:features', { 'xmlns:stream': STREAM_NS.stream }, ...offered)
  }

  #takeStanza(bound: BoundClient, stanza: Element): void {
    const { jid } = bound
    if (stanza.name === 'stream:error') return this.#stream.close()
    if (!isStanza(stanza)) throw new StreamError('unsupported-stanza-type', 'Send message, presence or iq.')
    const from = attr(stanza, 'from')
    const claimed = from === undefined ? jid.full : parseJid(from)?.full
    if (claimed !== jid.full && claimed !== jid.bare) {
      throw new StreamError('invalid-from', `Leave "from" out, or write ${jid.full}.`)
    }
    stanza.attrs['from'] = jid.full
    bound.takes(stanza)
  }
}

function badResource(iq: Element): Element {
  const error = xml('error', { type: 'modify' }, xml('bad-request', NS.stanzas))
  return xml('iq', { type: 'error', id: iq.attrs['id'] }, error)
}
