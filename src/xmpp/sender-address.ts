import { attr, type Element } from '../stanza/element.js'
import { toMediated } from '../stanza/invitation.js'
import { domainOf } from '../stanza/jid.js'
import { stanzaText } from './fan-out.js'
import type { LinkLog } from './link-trouble.js'
import { grantAdvice, privilegedMessage, privilegeGrants } from './privilege.js'

/**
 * In whose name an invitation goes out. `privilege`: the inviter's, by XEP-0356. `asserted`: the inviter's, for a
 * server that is told not to check. `room`: the room's, as a mediated invitation. `auto`: by XEP-0356 where granted,
 * else as `room`; `privilege` does the same and warns.
 */
type InviterAddress = 'auto' | 'privilege' | 'asserted' | 'room'

/** What goes into the stream; `host` is the one that sends it for us (XEP-0356), and may refuse to. */
export type Addressed = { readonly text: string; readonly host?: string }

export type SenderOptions = {
  readonly domain: string
  readonly inviterAddress: InviterAddress
  readonly log: LinkLog
  /** How long adverts may take after the first ping of a link is back, in milliseconds; 500 where absent. */
  readonly advertGrace?: number
}

/** Gives each delivery the sender address that the server accepts: a foreign one unasked closes the stream. */
export class SenderAddresses {
  readonly #options: SenderOptions
  readonly #grants = privilegeGrants()
  #adverts: NodeJS.Timeout | undefined
  #warned = false

  constructor(options: SenderOptions) {
    this.#options = options
  }

  /** A new link is open: its adverts may still come, until `settled` is called. */
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

  /** Reads an advert; false where the stanza is none. */
  takes(stanza: Element): boolean {
    return this.#grants.takes(stanza)
  }

  /** The host did not send what it had granted us to send. */
  refusedBy(host: string): void {
    this.#grants.withdraw(host)
  }

  /** The answer is `later` while the host may still grant the privilege, `impossible` where nothing can send it. */
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
