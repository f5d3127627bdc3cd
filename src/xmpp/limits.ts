import type { Received } from '../muc/reception.js'
import { Rate } from '../rate.js'
import { attr, type Element } from '../stanza/element.js'
import { StanzaError } from '../stanza/error.js'
import type { Jid } from '../stanza/jid.js'
import { NS } from '../stanza/namespaces.js'

/** How often something may come in a minute, where 0 is no limit: as many at once, and then evenly as time passes. */
export type LimitSettings = {
  /** The longest stanza, in bytes as written in XML: RFC 6120 §13.12 forbids less than 10000. */
  readonly stanzaBytes: number
  readonly joinsPerUser: number
  readonly joinsPerRoom: number
  readonly messagesPerUser: number
  readonly messagesPerRoom: number
  readonly presencesPerUser: number
  readonly presencesPerRoom: number
}

/**
 * Limits against abuse, our own decision: XEP-0045 has none. What tells of an end (leaving, errors) and IQs are not
 * limited. A user is a bare JID, so that more clients give no more. A room counts only what it took, so that people
 * who are not let in cannot use up what its occupants may say.
 */
export interface Limits {
  /** The longest stanza, in bytes as written in XML. */
  readonly stanzaBytes: number
  /** Counts a stanza for its sender. Throws `policy-violation` of the type `wait` (RFC 6120 §8.3.3.12) above the limit. */
  countForUser(stanza: Element, from: Jid): void
  /** Does the work that a stanza means, and counts it for its room unless it is refused. Throws as `countForUser`. */
  inRoom(received: Received, work: () => void): void
}

/** `exempt` are the bare JIDs of those who have no limits of number, and who use up none of a room's. */
export function createLimits(settings: LimitSettings, exempt: { has(user: string): boolean }): Limits {
  const perUser = {
    join: new Limit(settings.joinsPerUser, 'You enter rooms too often'),
    message: new Limit(settings.messagesPerUser, 'You write too many messages'),
    presence: new Limit(settings.presencesPerUser, 'You change your presence too often'),
  }
  const perRoom = {
    join: new Limit(settings.joinsPerRoom, 'People enter this room too often'),
    message: new Limit(settings.messagesPerRoom, 'Too many messages are written in this room'),
    presence: new Limit(settings.presencesPerRoom, 'People change their presence in this room too often'),
  }
  return {
    stanzaBytes: settings.stanzaBytes,
    countForUser(stanza, { bare: user }) {
      const kind = kindOf(stanza)
      if (kind && !exempt.has(user)) perUser[kind].take(user)
    },
    inRoom({ stanza, from, to }, work) {
      const kind = to.local === '' || exempt.has(from.bare) ? undefined : kindOf(stanza)
      if (kind) perRoom[kind].refuse(to.bare)
      work()
      if (kind) perRoom[kind].take(to.bare)
    },
  }
}

type Kind = 'join' | 'message' | 'presence'

/** What a stanza counts as; undefined for what is not limited. */
function kindOf(stanza: Element): Kind | undefined {
  const type = attr(stanza, 'type')
  if (type === 'error' || type === 'unavailable') return undefined
  if (stanza.name === 'message') return 'message'
  if (stanza.name !== 'presence') return undefined
  return isEntry(stanza) ? 'join' : 'presence'
}

/** XEP-0045 §7.2.1: a presence with which somebody wants to enter a room. */
export function isEntry(stanza: Element): boolean {
  return stanza.name === 'presence' && attr(stanza, 'type') === undefined && stanza.getChild('x', NS.muc) !== undefined
}

/** One limit for each of many names, and what is said to who is above it. */
class Limit {
  readonly #rate: Rate
  readonly #complaint: string

  constructor(perMinute: number, complaint: string) {
    this.#rate = new Rate(perMinute)
    this.#complaint = complaint
  }

  /** Throws where nothing is left for this name now. */
  refuse(name: string): void {
    this.#refuseUntil(this.#rate.waitOf(name))
  }

  /** Takes one; throws where nothing is left. */
  take(name: string): void {
    this.#refuseUntil(this.#rate.take(name))
  }

  #refuseUntil(seconds: number): void {
    if (seconds === 0) return
    const text = `${this.#complaint}; the limit is ${this.#rate.most} a minute. Try again in ${seconds} s.`
    throw new StanzaError('policy-violation', text, 'wait')
  }
}
