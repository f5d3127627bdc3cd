import { attr, type Element, xml } from '../stanza/element.js'
import { errorReply, StanzaError } from '../stanza/error.js'
import { domainOf, type Jid, parseJid } from '../stanza/jid.js'
import type { Components } from './components.js'
import { privilegedMessage } from './privilege.js'
import { answerQuery } from './server-queries.js'
import { deliverToUser, type Users } from './users.js'

const IQ_TYPES = ['get', 'set', 'result', 'error']

export type RouterOptions = {
  /** The virtual host. */
  readonly domain: string
  readonly users: Users
  readonly components: Components
  /** The namespace in which components may send messages as users (XEP-0356); undefined if they may not. */
  readonly privilege: string | undefined
}

/**
 * Delivers stanzas synchronously: those of one stream arrive in order, and an error is sent before the answers to later
 * stanzas. The `from` of each stanza has been checked.
 */
export class Router {
  readonly #options: RouterOptions

  constructor(options: RouterOptions) {
    this.#options = options
  }

  /** Routes a stanza; if it cannot be delivered, its sender gets an error. */
  route(stanza: Element): void {
    const refusal = this.#put(stanza)
    const error = refusal && errorReply(stanza, refusal)
    if (error) this.#put(error)
  }

  /** Routes a stanza that the server generates for a session; if it cannot be delivered, it is dropped. */
  routeQuietly(stanza: Element): void {
    this.#put(stanza)
  }

  #put(stanza: Element): StanzaError | undefined {
    const to = parseJid(attr(stanza, 'to') ?? '')
    if (!to) return new StanzaError('jid-malformed', 'The address in "to" is malformed.')
    if (stanza.name === 'iq' && !isIq(stanza)) {
      return new StanzaError('bad-request', 'An IQ needs an id, and the type get, set, result or error.')
    }
    stanza.attrs['to'] = to.full
    if (to.domain !== this.#options.domain) return this.#putToComponent(stanza, to)
    if (stanza.name === 'iq' && (to.local === '' || to.resource === '')) return this.#answer(stanza, to)
    return to.local === '' ? this.#putToHost(stanza) : deliverToUser(this.#options.users, stanza, to)
  }

  #putToComponent(stanza: Element, to: Jid): StanzaError | undefined {
    const { components } = this.#options
    if (components.secretOf(to.domain) === undefined) {
      return new StanzaError('remote-server-not-found', `This server does not know ${to.domain}.`)
    }
    const link = components.linkOf(to.domain)
    if (!link) return new StanzaError('remote-server-timeout', `The component ${to.domain} is not connected.`)
    link.send(stanza)
    return undefined
  }

  #answer(iq: Element, to: Jid): StanzaError | undefined {
    const type = attr(iq, 'type')
    if (type === 'result' || type === 'error') return undefined
    const { domain, components, users } = this.#options
    const exists = to.local === '' || users.accounts.has(to.local)
    const result = exists ? answerQuery(iq, to, { domain, components: components.domains }) : undefined
    if (!result) return new StanzaError('service-unavailable', 'This server does not support this request.')
    this.#put(result)
    return undefined
  }

  /** The host accepts privileged messages only; presence to it is ignored. */
  #putToHost(stanza: Element): StanzaError | undefined {
    if (stanza.name !== 'message' || attr(stanza, 'type') === 'headline') return undefined
    const { domain, components, privilege } = this.#options
    const isFromComponent = components.secretOf(domainOf(attr(stanza, 'from') ?? '')) !== undefined
    const found = isFromComponent && privilege !== undefined ? privilegedMessage(stanza, domain, privilege) : undefined
    if (!found) return new StanzaError('service-unavailable', 'The server itself accepts no messages.')
    if (!(found instanceof xml.Element)) return found
    this.route(found)
    return undefined
  }
}

/** Whether type and id are valid (RFC 6120 §8.2.3). An error may lack an id, as our own to a request without one does. */
function isIq(iq: Element): boolean {
  const type = attr(iq, 'type') ?? ''
  return IQ_TYPES.includes(type) && (type === 'error' || attr(iq, 'id') !== undefined)
}
