import { type Element, parseElement, xml } from '../../src/stanza/element.js'
import type { OutboundOptions } from '../../src/xmpp/outbound.js'
import { createOutbound } from '../../src/xmpp/windowed-outbound.js'
import { DOMAIN, keptLog } from './component-listener.js'
import { TestClock } from './test-clock.js'

export const room = `garden@${DOMAIN}`

/** An outbound, and the server's side of its link: the written texts, and the pings that the server returns. */
export function outboundWith(changes: Partial<OutboundOptions> = {}) {
  const writes: string[] = []
  const confirmed: string[][] = []
  const repeated: string[][] = []
  const log = keptLog()
  const clock = new TestClock()
  const link = { takes: true }
  const outbound = createOutbound({
    domain: DOMAIN,
    inviterAddress: 'room',
    log,
    advertGrace: 0,
    write: text => link.takes && writes.push(text) > 0,
    confirmed: async deliveries => void confirmed.push(deliveries.map(({ id }) => id)),
    repeated: ids => void repeated.push([...ids]),
    undelivered: async () => [],
    clock,
    ...changes,
  })
  const stanzas = () => childrenOf(writes.join('')).filter(stanza => !isPing(stanza))
  const pings = () => childrenOf(writes.join('')).filter(isPing)
  let back = 0
  /** Returns the oldest ping of this link that is not back yet. */
  const pong = () => {
    const ping = pings()[back++]
    if (!ping) throw new Error('no ping was written')
    outbound.takes(ping)
  }
  const linkUp = () => {
    back = pings().length
    outbound.linkUp()
  }
  const up = () => {
    linkUp()
    pong()
  }
  return { outbound, writes, confirmed, repeated, log, clock, link, stanzas, pings, pong, linkUp, up }
}

function childrenOf(text: string): Element[] {
  return parseElement(`<all>${text}</all>`).getChildElements()
}

function isPing(stanza: Element): boolean {
  return stanza.getChild('ping') !== undefined
}

/** The ids in the order in which they were written. */
export function ids(stanzas: readonly Element[]): string[] {
  return stanzas.map(stanza => stanza.attrs['id'])
}

export function groupchat(id: string, from = room): Element {
  return xml('message', { from: `${from}/Juliet`, id, type: 'groupchat' }, xml('body', {}, 'Hello'))
}

export function occupants(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `user${i}@example.org/home`)
}

export function delivery(id: string) {
  return { id, stanza: `<message from='${room}' to='alice@example.org' id='${id}'/>` }
}
