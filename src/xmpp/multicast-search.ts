import { randomUUID } from 'node:crypto'
import { attr, type Element, xml } from '../stanza/element.js'
import { NS } from '../stanza/namespaces.js'

/** A service of the server that delivers one stanza to several users of `host` (XEP-0033). */
export type MulticastService = {
  readonly address: string
  readonly host: string
  /** The most addresses of one stanza. */
  readonly most: number
}

export type MulticastSearchOptions = {
  readonly domain: string
  /** The domain of the server's own users. */
  readonly userDomain: string
  write(text: string): void
  found(service: MulticastService): void
}

/** The limit of ejabberd's `mod_multicast` for a component, if it does not advertise another. */
const USUAL_LIMIT = 20
/** A hostile or odd list of services is read up to here. */
const MOST_ITEMS = 50

/**
 * Finds the multicast service among the services of the server (XEP-0033 §2.2), and tries it out: a message through it to
 * ourselves must come back, so a service that we may not use is not found.
 */
export class MulticastSearch {
  readonly #options: MulticastSearchOptions
  readonly #address: string
  /** The services that are asked, or tried out. */
  readonly #asked = new Map<string, MulticastService | undefined>()
  #link = 0

  constructor(options: MulticastSearchOptions) {
    this.#options = options
    this.#address = `_${randomUUID()}@${options.domain}`
  }

  linkOpen(): void {
    this.#asked.clear()
    this.#link++
    this.#ask(this.#options.userDomain, NS.discoItems)
  }

  /** Reads a received stanza. True if it was for the search. */
  takes(stanza: Element): boolean {
    if (attr(stanza, 'to') !== this.#address) return false
    const isOfThisLink = attr(stanza, 'id') === String(this.#link)
    if (isOfThisLink && attr(stanza, 'type') !== 'error') this.#read(stanza)
    return true
  }

  #read(stanza: Element): void {
    const from = attr(stanza, 'from') ?? ''
    if (stanza.name === 'message') this.#triedOut(stanza)
    else if (from === this.#options.userDomain) this.#askAll(stanza.getChild('query', NS.discoItems))
    else if (this.#asked.has(from)) this.#tryOut(from, stanza.getChild('query', NS.discoInfo))
  }

  /** Asks the services below the server's own domain: no list sends us to another server. */
  #askAll(query: Element | undefined): void {
    const { domain, userDomain } = this.#options
    const jids = (query?.getChildren('item') ?? []).map(item => attr(item, 'jid') ?? '')
    const own = jids.filter(jid => jid.endsWith(`.${userDomain}`) && jid !== domain && !jid.includes('@'))
    for (const jid of own.slice(0, MOST_ITEMS)) {
      this.#asked.set(jid, undefined)
      this.#ask(jid, NS.discoInfo)
    }
  }

  #tryOut(address: string, query: Element | undefined): void {
    const features = query?.getChildren('feature') ?? []
    if (!features.some(feature => attr(feature, 'var') === NS.addresses)) return
    this.#asked.set(address, { address, host: this.#options.userDomain, most: limitIn(query) })
    this.#options.write(toOurselves({ service: address, address: this.#address, id: String(this.#link) }))
  }

  #triedOut(message: Element): void {
    if (attr(message, 'from') !== this.#address) return
    for (const service of this.#asked.values()) if (service) return this.#options.found(service)
  }

  #ask(to: string, xmlns: string): void {
    const attrs = { type: 'get', id: String(this.#link), from: this.#address, to }
    this.#options.write(xml('iq', attrs, xml('query', xmlns)).toString())
  }
}

/** A message through the service to an address of our own, which comes back if the service takes it. */
export function toOurselves({ service, address, id }: { service: string; address: string; id: string }): string {
  const addresses = xml('addresses', NS.addresses, xml('address', { type: 'bcc', jid: address }))
  return xml('message', { from: address, to: service, id }, addresses).toString()
}

/** The smaller one of the limits for messages and presences, as ejabberd advertises them (XEP-0128). */
function limitIn(query: Element | undefined): number {
  const fields = query?.getChild('x', NS.dataForm)?.getChildren('field') ?? []
  const limits = ['message', 'presence'].map(kind => {
    const text = fields.find(field => attr(field, 'var') === kind)?.getChildText('value')
    return text === 'infinite' ? Number.POSITIVE_INFINITY : Number(text ?? USUAL_LIMIT)
  })
  const least = Math.min(...limits)
  return least >= 1 ? least : USUAL_LIMIT
}
