import { attr, type Element, parseElement } from '../../src/stanza/element.js'
import type { Outbound } from '../../src/xmpp/outbound.js'
import type { Chance } from './chance.js'

/** A server that handles what it is sent in order and brings pings back, until the link is lost with what is on its way. */
export class LossyServer {
  /** By the id of a delivery, the number of the link on each time that it came. */
  readonly received = new Map<string, number[]>()
  isUp = false
  /** Whether the socket takes nothing at the moment. */
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

  /** Some of what was on its way comes, and no answer to it. */
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
