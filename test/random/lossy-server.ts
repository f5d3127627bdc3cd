import { attr, type Element, parseElement } from '../../src/stanza/element.js'
import type { Outbound } from '../../src/xmpp/outbound.js'
import type { Chance } from './chance.js'

/** A server that handles stanzas in order and answers pings. A lost link loses the stanzas in transit. */
export class LossyServer {
  /** By the id of a delivery, the number of the link each time that it arrived. */
  readonly received = new Map<string, number[]>()
  isUp = false
  /** Whether the socket accepts no bytes now. */
  isFull = false
  readonly #by: Chance
  #link = 0
  #onItsWay: Element[] = []

  constructor(by: Chance) {
    this.#by = by
  }

  takes(text: string): boolean {
    if (!this.isUp || this.isFull) return false
    this.#onItsWay.push(...parseElement(`<all>${text}</all>`).getChildElements())
    return true
  }

  handles(most: number, outbound: Outbound): void {
    for (const stanza of this.#onItsWay.splice(0, most)) this.#handle(stanza, outbound)
  }

  connects(outbound: Outbound): void {
    if (this.isUp) return
    this.isUp = true
    this.#link++
    outbound.linkUp()
  }

  /** Loses the link: some of the stanzas in transit arrive, but their answers do not. */
  disconnects(outbound: Outbound): void {
    if (!this.isUp) return
    this.isUp = false
    this.isFull = false
    this.handles(this.#by.below(this.#onItsWay.length + 1), outbound)
    this.#onItsWay = []
    outbound.linkDown('lost')
  }

  #handle(stanza: Element, outbound: Outbound): void {
    const id = attr(stanza, 'id') ?? ''
    if (stanza.getChild('ping')) {
      if (this.isUp) outbound.takes(stanza)
    } else if (id.startsWith('d')) {
      this.received.set(id, [...(this.received.get(id) ?? []), this.#link])
    }
  }
}
