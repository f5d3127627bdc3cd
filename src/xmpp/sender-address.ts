import { attr, type Element } from '../stanza/element.js'
import { toMediated } from '../stanza/invitation.js'
import { domainOf } from '../stanza/jid.js'
import { stanzaText } from '../stanza/stanza-text.js'
import type { LinkLog } from './link-trouble.js'
import { grantAdvice, privilegedMessage, privilegeGrants } from './privilege.js'

/**
 * The sender of an invitation. `privilege`: the inviter, by XEP-0356. `asserted`: the inviter, for a server that does
 * not check senders. `room`: the room, as a mediated invitation. `auto`: by XEP-0356 if granted, else as `room`;
 * `privilege` does the same and warns.
 */
type InviterAddress = 'auto' | 'privilege' | 'asserted' | 'room'

/** The XML that is written; `host` is the host that is asked to send it for us (XEP-0356), and that may refuse. */
export type Addressed = { readonly text: string; readonly host?: string }

export type SenderOptions = {
  readonly domain: string
  readonly inviterAddress: InviterAddress
  readonly log: LinkLog
  /** The time that adverts may take after the first ping of a link is back, in milliseconds; 500 if absent. */
  readonly advertGrace?: number
}

/** Gives each delivery a sender address that the server accepts: any other closes the stream. */
export class SenderAddresses {
  readonly #options: SenderOptions
  readonly #grants = privilegeGrants()
  #adverts: NodeJS.Timeout | undefined
  #warned = false

  constructor(options: SenderOptions) {
    this.#options = options
  }

  /** A new link is up: its adverts may still arrive until `settled` is called. */
  linkOpen(settled: () => void): void {
    const { inviterAddress, advertGrace } = this.#options
    if (inviterAddress === 'asserted' || inviterAddress === 'room') return
    this.#adverts = setTimeout(() => {
      this.#adverts = undefined
      settled()
    }, advertGrace ?? 500).unref()
  }

  linkDown(): void {
    clearTimeout(this.#adverts)
    this.#adverts = undefined
    this.#grants.forgetAll()
  }

  takes(stanza: Element): boolean {
    return this.#grants.takes(stanza)
  }

  /** The host refused to send a message although it had granted the privilege. */
  refusedBy(host: string): void {
    this.#grants.withdraw(host)
  }

  /** Returns `later` while the host may still grant the privilege, and `impossible` if the message can never be sent. */
  addressed(message: Element): Addressed | 'later' | 'impossible' {
    const { domain, inviterAddress } = this.#options
    const from = attr(message, 'from')
    if (!from || !attr(message, 'to')) return 'impossible'
    const host = domainOf(from)
    if (host === domain || inviterAddress === 'asserted') return { text: stanzaText(message) }
    const namespace = inviterAddress === 'room' ? undefined : this.#grants.namespaceOf(host)
    if (namespace) return { text: stanzaText(privilegedMessage({ message, domain, host, namespace })), host }
    return this.#adverts ? 'later' : this.#fromRoom(message, host)
  }

  #fromRoom(message: Element, host: string): Addressed | 'impossible' {
    const { domain, inviterAddress, log } = this.#options
    const mediated = toMediated(message)
    if (!mediated || domainOf(attr(mediated, 'from') ?? '') !== domain) return 'impossible'
    if (inviterAddress === 'privilege' && !this.#warned) {
      this.#warned = true
      log.warn({ host }, grantAdvice(host, domain))
    }
    return { text: stanzaText(mediated) }
  }
}
