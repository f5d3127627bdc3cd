import { attr, type Element, parseElement, xml } from '../../src/stanza/element.js'
import { NS } from '../../src/stanza/namespaces.js'
import type { Outbound } from '../../src/xmpp/outbound.js'
import type { Chance } from './chance.js'

const HOST = 'example.org'
const SERVICE = `multicast.${HOST}`

/**
 * A server as ejabberd is one: the process of the link and that of the multicast service go on independently, each in its
 * order. What the link gives to a user at once may overtake what it has given to the service before.
 */
export class TwoProcessServer {
  /** The ids of what each user got, in order, by `user from the room`. */
  readonly received = new Map<string, string[]>()
  /** The number of multicasts that were delivered. */
  multicasts = 0
  /** Whether the service refuses what it handles. */
  refuses = false
  readonly #by: Chance
  readonly #queues = { link: [] as Element[], service: [] as Element[], back: [] as Element[] }

  constructor(by: Chance) {
    this.#by = by
  }

  takes(text: string): boolean {
    this.#queues.link.push(...parseElement(`<all>${text}</all>`).getChildElements())
    return true
  }

  get isIdle(): boolean {
    return Object.values(this.#queues).every(queue => queue.length === 0)
  }

  /** One of the processes, or the way back to the component, handles up to `most` stanzas. */
  goesOn(most: number, outbound: Outbound): void {
    const turn = this.#by.one('link', 'service', 'back')
    for (const stanza of this.#queues[turn].splice(0, most)) {
      if (turn === 'link') this.#route(stanza)
      else if (turn === 'service') this.#serve(stanza)
      else outbound.takes(stanza)
    }
  }

  #route(stanza: Element): void {
    if (stanza.name === 'iq' && stanza.attrs['type'] === 'get') this.#answer(stanza)
    else if (attr(stanza, 'to') === SERVICE) this.#queues.service.push(stanza)
    else this.#deliver(stanza, attr(stanza, 'to') ?? '')
  }

  #serve(stanza: Element): void {
    if (this.refuses) {
      this.#queues.back.push(xml(stanza.name, { ...swapped(stanza), type: 'error' }))
      return
    }
    const addresses = stanza.getChild('addresses', NS.addresses)?.getChildren('address') ?? []
    if (addresses.length > 1) this.multicasts++
    for (const address of addresses) this.#deliver(stanza, attr(address, 'jid') ?? '')
  }

  #deliver(stanza: Element, to: string): void {
    const from = attr(stanza, 'from') ?? ''
    if (to === from) return void this.#queues.back.push(xml(stanza.name, { ...stanza.attrs, to }))
    const key = `${to} from ${from.split('/')[0]}`
    this.received.set(key, [...(this.received.get(key) ?? []), attr(stanza, 'id') ?? ''])
  }

  #answer(iq: Element): void {
    if (iq.getChild('ping')) return void this.#queues.back.push(iq)
    const asksItems = iq.getChild('query', NS.discoItems) !== undefined
    const content = asksItems ? xml('item', { jid: SERVICE }) : xml('feature', { var: NS.addresses })
    const query = xml('query', { xmlns: asksItems ? NS.discoItems : NS.discoInfo }, content)
    this.#queues.back.push(xml('iq', { ...swapped(iq), type: 'result' }, query))
  }
}

function swapped({ attrs }: Element): Record<string, unknown> {
  return { id: attrs['id'], from: attrs['to'], to: attrs['from'] }
}
