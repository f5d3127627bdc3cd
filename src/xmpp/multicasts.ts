import { attr, type Element } from '../stanza/element.js'
import { copyFor, type FanOut, keyOf, multicastOf, put, render, splitOf, type Window } from './fan-out.js'
import type { LinkLog } from './link-trouble.js'
import { MulticastSearch, type MulticastService } from './multicast-search.js'

/** The number of receivers from which one multicast costs the server less than a copy for each. */
const FEWEST = 5

export type MulticastOptions = {
  readonly domain: string
  readonly log: LinkLog
  /** Whether a service is searched for and used; `off` if absent. */
  readonly multicast?: 'off' | 'auto'
  /** The domain of the server's own users. */
  readonly userDomain?: string
}

/** A multicast that the service may still refuse. */
type Sent = { readonly stanza: FanOut; readonly to: readonly string[]; isRefused?: boolean }

/** The multicasts that one ping proves, and their receivers by room. */
class Unproved {
  readonly sent: Sent[] = []
  readonly receivers = new Map<string, Set<string>>()

  add(room: string, sent: Sent): void {
    this.sent.push(sent)
    const receivers = this.receivers.get(room) ?? new Set()
    for (const to of sent.to) receivers.add(to)
    this.receivers.set(room, receivers)
  }
}

/**
 * Sends what a room has for many users of the server as one stanza to a multicast service (XEP-0033 §6).
 *
 * The service works beside the link: what is written to a user after a multicast can arrive before it, and a ping to the
 * server proves nothing about it. So the next stanzas of the room to the same receivers go to the service too, those that
 * cannot wait until a ping through the service is back, and the pings go through it as long as that matters.
 */
export class Multicasts {
  #service: MulticastService | undefined
  /** The service of the multicasts that no ping has proved. */
  #address = ''
  #open = new Unproved()
  #sealed: { readonly ping: string; readonly unproved: Unproved }[] = []
  #isAwaited = false
  /** What is written before the queues: questions of the search, and copies instead of a refused multicast. */
  #first: string[] = []
  readonly #search: MulticastSearch | undefined
  readonly #log: LinkLog

  /** Never uses a service unless `multicast` is `auto`. */
  constructor({ domain, userDomain, multicast, log }: MulticastOptions) {
    this.#log = log
    if (multicast !== 'auto' || !userDomain) return
    const write = (text: string) => void this.#first.push(text)
    this.#search = new MulticastSearch({ domain, userDomain, write, found: service => this.#use(service) })
  }

  /** Searches for a service on this link. */
  linkOpen(): void {
    this.#search?.linkOpen()
  }

  /**
   * Reads a received stanza. True if it was for the search, or the refusal of a multicast: then its receivers get copies,
   * and the service is not used again on this link. ejabberd refuses for all receivers or for none (XEP-0033 §9).
   */
  takes(stanza: Element): boolean {
    if (this.#search?.takes(stanza)) return true
    if (this.#address === '' || attr(stanza, 'from') !== this.#address || attr(stanza, 'type') !== 'error') return false
    if (this.#service)
      this.#log.warn({ service: this.#address }, 'The multicast service refused a stanza: copies are sent instead')
    this.#service = undefined
    const key = keyOf(stanza.name, attr(stanza, 'to'), attr(stanza, 'id'))
    const refused = this.#unproved.flatMap(({ sent }) => sent).find(it => it.stanza.key === key && !it.isRefused)
    if (refused) {
      refused.isRefused = true
      this.#first.push(...refused.to.map(jid => copyFor(refused.stanza, jid)))
    }
    return true
  }

  /** Writes what goes before the queues, even if it takes more places than are left. */
  takeFirst(window: Window): void {
    for (const text of this.#first.splice(0)) put(text, window)
  }

  /** Whether something waits for a ping that is not written yet. */
  get awaitsPing(): boolean {
    return this.#isAwaited && this.#open.sent.length > 0
  }

  /** Whether what is sent now could overtake a multicast of the room. It waits for a ping then, which is not far. */
  delay(room: string): boolean {
    const isIn = ({ receivers }: Unproved) => receivers.has(room)
    const delays = isIn(this.#open) || this.#sealed.some(({ unproved }) => isIn(unproved))
    this.#isAwaited ||= delays
    return delays
  }

  /** As `render` of a fan-out of a room. No address is taken if the stanza has to wait for a ping. */
  render(stanza: FanOut, window: Window, room: string): number {
    const service = this.#service
    if (!service || splitOf(stanza) === 0) return this.delay(room) ? 0 : render(stanza, window)
    const { to, cost, next } = stanza
    const taken = to.slice(next, next + Math.min(service.most, Math.ceil(window.left / cost)))
    const { many, others } = this.#divide(taken, service.host, room)
    if (many.length > 0) {
      window.texts.push(multicastOf(stanza, service.address, many))
      this.#open.add(room, { stanza, to: many })
    }
    for (const jid of others) window.texts.push(copyFor(stanza, jid))
    window.left -= taken.length * cost
    stanza.next += taken.length
    return taken.length
  }

  /** `many` get a multicast: users of the server if there are enough, else those whom a copy could reach too early. */
  #divide(taken: readonly string[], host: string, room: string) {
    const local = taken.filter(jid => jid.startsWith(`${host}/`, jid.indexOf('@') + 1))
    const many = new Set(local.length >= FEWEST ? local : local.filter(jid => this.#mayOvertake(room, jid)))
    return { many: [...many], others: taken.filter(jid => !many.has(jid)) }
  }

  /** The ping is written next. Returns the service through which it must go, if it has to prove a multicast. */
  seal(ping: string): string | undefined {
    this.#isAwaited = false
    if (this.#open.sent.length === 0 && this.#sealed.length === 0) return undefined
    this.#sealed.push({ ping, unproved: this.#open })
    this.#open = new Unproved()
    return this.#address
  }

  proved(pings: readonly string[]): void {
    this.#sealed = this.#sealed.filter(({ ping }) => !pings.includes(ping))
  }

  linkDown(): void {
    this.#service = undefined
    this.#first = []
    this.#open = new Unproved()
    this.#sealed = []
    this.#isAwaited = false
  }

  #use(service: MulticastService): void {
    this.#service = service
    this.#address = service.address
    this.#log.info(service, 'A service of the server delivers what rooms send to many of its users')
  }

  get #unproved(): Unproved[] {
    return [...this.#sealed.map(({ unproved }) => unproved), this.#open]
  }

  #mayOvertake(room: string, jid: string): boolean {
    return this.#unproved.some(({ receivers }) => receivers.get(room)?.has(jid))
  }
}
