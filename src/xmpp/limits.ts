import { RateLimiter } from '../limits/rate-limiter.js'
import type { Received } from '../muc/dispatch.js'
import { attr, childElements, type Element } from '../stanza/element.js'
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
  /** IQ requests; one that costs more counts as several. */
  readonly queriesPerUser: number
  readonly queriesPerRoom: number
}

/**
 * Limits against abuse, our own decision: XEP-0045 has none. What tells of an end (leaving, errors) and the answers to
 * requests are not limited. A user is a bare JID, so that more clients give no more. A room counts only what it took, so that people
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
    query: new Limit(settings.queriesPerUser, 'You ask too much'),
  }
  const perRoom = {
    join: new Limit(settings.joinsPerRoom, 'People enter this room too often'),
    message: new Limit(settings.messagesPerRoom, 'Too many messages are written in this room'),
    presence: new Limit(settings.presencesPerRoom, 'People change their presence in this room too often'),
    query: new Limit(settings.queriesPerRoom, 'Too much is asked of this room'),
  }
  return {
    stanzaBytes: settings.stanzaBytes,
    countForUser(stanza, { bare: user }) {
      const kind = kindOf(stanza)
      if (kind && !exempt.has(user)) perUser[kind].take(user, costOf(stanza))
    },
    inRoom({ stanza, from, to }, work) {
      const kind = to.local === '' || exempt.has(from.bare) ? undefined : kindOf(stanza)
      if (kind) perRoom[kind].refuse(to.bare)
      work()
      if (kind) perRoom[kind].take(to.bare, costOf(stanza))
    },
  }
}

type Kind = 'join' | 'message' | 'presence' | 'query'

/** What a stanza counts as; undefined for what is not limited. */
function kindOf(stanza: Element): Kind | undefined {
  const type = attr(stanza, 'type')
  if (type === 'error' || type === 'unavailable') return undefined
  if (stanza.name === 'message') return 'message'
  if (stanza.name === 'iq') return type === 'result' ? undefined : 'query'
  if (stanza.name !== 'presence') return undefined
  return isEntry(stanza) ? 'join' : 'presence'
}

/** A search looks through all rooms: that takes as long as some fifty other requests. */
const SEARCH = 50
/** Pages of the archive and of lists, commands and links read or write more than one row. */
const SEVERAL = 5
const COSTS: ReadonlyMap<string, number> = new Map([
  [NS.channelSearch, SEARCH],
  [NS.muclumbus, SEARCH],
  [NS.search, SEARCH],
  [NS.archive, SEVERAL],
  [NS.commands, SEVERAL],
  [NS.discoItems, SEVERAL],
  [NS.mucAdmin, SEVERAL],
  [NS.tokenInvite, SEVERAL],
])

function costOf(stanza: Element): number {
  const [payload] = stanza.name === 'iq' ? childElements(stanza) : []
  return COSTS.get(payload?.getNS() ?? '') ?? 1
}

/** XEP-0045 §7.2.1: a presence with which somebody wants to enter a room. */
export function isEntry(stanza: Element): boolean {
  return stanza.name === 'presence' && attr(stanza, 'type') === undefined && stanza.getChild('x', NS.muc) !== undefined
}

/** One limit for each of many names, and what is said to who is above it. */
class Limit {
  readonly #rate: RateLimiter
  readonly #complaint: string

  constructor(perMinute: number, complaint: string) {
    this.#rate = new RateLimiter(perMinute)
    this.#complaint = complaint
  }

  /** Throws where nothing is left for this name now. */
  refuse(name: string): void {
    this.#refuseUntil(this.#rate.waitOf(name))
  }

  /** Takes one, or as many as given; throws where fewer are left. */
  take(name: string, count: number): void {
    this.#refuseUntil(this.#rate.take(name, count))
  }

  #refuseUntil(seconds: number): void {
    if (seconds === 0) return
    const text = `${this.#complaint}; the limit is ${this.#rate.most} a minute. Try again in ${seconds} s.`
    throw new StanzaError('policy-violation', text, 'wait')
  }
}
