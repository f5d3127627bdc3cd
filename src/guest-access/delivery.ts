import type { Outgoing } from '../batch.js'
import { attr, copyOf, type Element } from '../stanza/element.js'
import { errorReply, StanzaError } from '../stanza/error.js'
import { bareOf, localOf } from '../stanza/jid.js'
import { NS } from '../stanza/namespaces.js'
import { clientFrames } from '../xmpp/fan-out.js'
import { leavePresence } from './guest-client.js'
import type { GuestSession, GuestSessions } from './sessions.js'

export type DeliveryOptions = {
  readonly isGuest: (jid: string) => boolean
  readonly sessions: GuestSessions
  readonly route: (stanza: Element) => void
  /** When a client without a connection leaves the room, in milliseconds since 1970. */
  readonly leavesAt: () => number
  /** So many bytes were written to the connections. */
  readonly onWritten: (bytes: number) => void
  readonly onSent: (stanza: Element, copies: number) => void
}

/** Sends the stanzas for guests to their connections, after the commit. */
export class GuestDelivery {
  readonly #options: DeliveryOptions

  constructor(options: DeliveryOptions) {
    this.#options = options
  }

  /** Sends what is for guests, and returns the rest, which is for the XMPP server. */
  take(outgoing: readonly Outgoing[]): readonly Outgoing[] {
    const { isGuest } = this.#options
    const rest: Outgoing[] = []
    for (const one of outgoing) {
      const guests = one.to.filter(isGuest)
      if (guests.length > 0) this.#send(one.stanza, guests)
      if (guests.length === 0) rest.push(one)
      else if (guests.length < one.to.length) rest.push({ ...one, to: one.to.filter(jid => !isGuest(jid)) })
    }
    return rest
  }

  #send(stanza: Element, guests: readonly string[]): void {
    const { sessions, onWritten, onSent } = this.#options
    const frameFor = clientFrames(stanza)
    let [bytes, copies] = [0, 0]
    for (const jid of guests.flatMap(address => this.#clientsAt(address))) {
      const session = sessions.get(jid)
      if (!session?.stream) {
        this.#miss(stanza, { jid, session })
        continue
      }
      const frame = frameFor(jid)
      session.stream.sendText(frame)
      bytes += frame.length
      copies++
      if (stanza.name === 'presence') this.#readPresence(stanza, session)
    }
    onSent(stanza, copies)
    onWritten(bytes)
  }

  /** What is for the guest goes to all clients that have a connection; nothing is kept for the others. */
  #clientsAt(address: string): string | readonly string[] {
    if (address.includes('/')) return address
    const { sessions } = this.#options
    return sessions.of(address).flatMap(({ stream, jid }) => (stream ? [jid.full] : []))
  }

  /** The client's own presence of the room says whether it is inside; then the guest's lost clients need not be. */
  #readPresence(presence: Element, session: GuestSession): void {
    const { sessions, route } = this.#options
    if (!isSelfPresence(presence) || bareOf(attr(presence, 'from') ?? '') !== session.room) return
    session.isInside = attr(presence, 'type') === undefined
    if (!session.isInside) return
    for (const lost of sessions.takeAbsent(session.jid.bare)) route(leavePresence(lost))
  }

  /** A stanza for a client without a connection. */
  #miss(stanza: Element, { jid, session }: { jid: string; session: GuestSession | undefined }): void {
    const { sessions, leavesAt } = this.#options
    const type = attr(stanza, 'type')
    const room = bareOf(attr(stanza, 'from') ?? '')
    if (stanza.name === 'iq') return this.#answerFor(stanza, jid)
    if (stanza.name === 'presence' && type === 'unavailable') {
      if (session && isSelfPresence(stanza)) sessions.remove(session)
      return
    }
    // The room has a client of an earlier process, or one whose presence was lost: it has the grace to come back.
    if (!session && type !== 'error' && localOf(room) !== '') sessions.addAbsent(jid, room, leavesAt())
  }

  /** Refuses a request for a client without a connection by a condition that does not mean that it has left the room. */
  #answerFor(iq: Element, jid: string): void {
    const request = copyOf(iq)
    request.attrs['to'] = jid
    const text = 'The guest has no connection at the moment.'
    const refusal = errorReply(request, new StanzaError('resource-constraint', text))
    if (refusal && attr(iq, 'id') !== undefined) this.#options.route(refusal)
  }
}

/** XEP-0045 §15.6.2: 110 marks a client's own presence. */
function isSelfPresence(presence: Element): boolean {
  const codes = presence.getChild('x', NS.mucUser)?.getChildren('status') ?? []
  return codes.some(status => attr(status, 'code') === '110')
}
