import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { attr, type Element, xml } from '../stanza/element.js'
import { parseJid } from '../stanza/jid.js'
import { isStanza } from '../streams/stanza-kind.js'
import { StreamError } from '../streams/stream-error.js'
import type { StreamListener, XmppStream } from '../streams/xmpp-stream.js'
import type { Components } from './components.js'
import { messagePrivilege } from './privilege.js'
import type { Router } from './router.js'

export type ComponentSide = {
  /** The virtual host. */
  readonly domain: string
  readonly components: Components
  readonly router: Router
  /** See `RouterOptions`. */
  readonly privilege: string | undefined
  readonly log: (line: string) => void
}

/** The server's side of a component's stream (XEP-0114). */
export class ComponentStream implements StreamListener {
  readonly #stream: XmppStream
  readonly #server: ComponentSide
  readonly #id = randomBytes(8).toString('hex')
  #domain = ''
  #isAuthenticated = false

  constructor(stream: XmppStream, server: ComponentSide) {
    this.#stream = stream
    this.#server = server
  }

  opened(header: Element): void {
    const domain = parseJid(attr(header, 'to') ?? '')?.full ?? ''
    if (this.#server.components.secretOf(domain) === undefined) {
      throw new StreamError('host-unknown', 'Open the stream "to" a domain that is a component of the server.')
    }
    this.#domain = domain
    this.#stream.open({ from: domain, id: this.#id })
  }

  received(element: Element): void {
    if (!this.#isAuthenticated) return this.#authenticate(element)
    if (element.name === 'stream:error') return this.#stream.close()
    if (!isStanza(element)) throw new StreamError('unsupported-stanza-type', 'Send message, presence or iq.')
    this.#checkAddresses(element)
    this.#server.router.route(element)
  }

  ended(): void {
    if (!this.#isAuthenticated) return
    this.#server.components.disconnect(this.#domain, this.#stream)
    this.#server.log(`component ${this.#domain}: disconnected`)
  }

  #authenticate(element: Element): void {
    const { components, domain, privilege, log } = this.#server
    const secret = components.secretOf(this.#domain) ?? ''
    const expected = createHash('sha1')
      .update(this.#id + secret)
      .digest()
    const given = Buffer.from(element.getText(), 'hex')
    const isRight = given.length === expected.length && timingSafeEqual(given, expected)
    if (element.name !== 'handshake' || !isRight) {
      throw new StreamError('not-authorized', `The secret of ${this.#domain} is wrong.`)
    }
    if (components.linkOf(this.#domain)) {
      throw new StreamError('conflict', `${this.#domain} is already connected.`)
    }
    this.#isAuthenticated = true
    components.connect(this.#domain, this.#stream)
    log(`component ${this.#domain}: connected`)
    this.#stream.send(xml('handshake', {}))
    if (privilege !== undefined) this.#stream.send(messagePrivilege(domain, this.#domain, privilege))
  }

  /** XEP-0114 §3: both addresses are required, and `from` is at the component's own domain. */
  #checkAddresses(stanza: Element): void {
    const from = attr(stanza, 'from')
    if (from === undefined || attr(stanza, 'to') === undefined) {
      throw new StreamError('improper-addressing', 'Write "from" and "to" on each stanza.')
    }
    const sender = parseJid(from)
    if (sender?.domain !== this.#domain) {
      throw new StreamError('invalid-from', `Write an address of ${this.#domain} in "from".`)
    }
    stanza.attrs['from'] = sender.full
  }
}
