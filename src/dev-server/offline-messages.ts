import { copyOf, type Element, xml } from '../stanza/element.js'
import { NS } from '../stanza/namespaces.js'

/** The most messages of one account, and the most accounts with messages; more are refused. */
const MOST_MESSAGES = 100
const MOST_ACCOUNTS = 10_000

/** Messages for offline accounts (XEP-0160), in memory. */
export class OfflineMessages {
  readonly #domain: string
  readonly #waiting = new Map<string, Element[]>()

  constructor(domain: string) {
    this.#domain = domain
  }

  /**
   * Stores a copy of the message with the time (XEP-0203). `account` is a bare JID. False if the store is full, or if the
   * message has the hint `no-store` (XEP-0334), as in ejabberd.
   */
  keep(account: string, message: Element): boolean {
    if (message.getChild('no-store', NS.hints)) return false
    const waiting = this.#waiting.get(account) ?? []
    if (waiting.length >= MOST_MESSAGES || (waiting.length === 0 && this.#waiting.size >= MOST_ACCOUNTS)) return false
    const kept = copyOf(message)
    kept.append(xml('delay', { xmlns: NS.delay, from: this.#domain, stamp: new Date().toISOString() }))
    this.#waiting.set(account, [...waiting, kept])
    return true
  }

  /** Removes and returns the messages of the account, oldest first. */
  take(account: string): Element[] {
    const waiting = this.#waiting.get(account) ?? []
    this.#waiting.delete(account)
    return waiting
  }
}
