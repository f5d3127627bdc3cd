import { TokenBucket } from 'limiter'
import type { Received } from '../muc/reception.js'
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
export function createLimits(settings: LimitSettings, exempt: ReadonlySet<string>): Limits {
  const perUser = {
    join: new Rate(settings.joinsPerUser, 'You enter rooms too often'),
    message: new Rate(settings.messagesPerUser, 'You write too many messages'),
    presence: new Rate(settings.presencesPerUser, 'You change your presence too often'),
  }
  const perRoom = {
    join: new Rate(settings.joinsPerRoom, 'People enter this room too often'),
    message: new Rate(settings.messagesPerRoom, 'Too many messages are written in this room'),
    presence: new Rate(settings.presencesPerRoom, 'People change their presence in this room too often'),
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

/** Strangers cannot make us remember more than twice as many names. */
const MOST_RECENT = 5000
const MINUTE = 60_000

/** One limit, for each of many names. */
class Rate {
  readonly #perMinute: number
  readonly #complaint: string
  /** When the recent ones are too many, the earlier ones are forgotten: they have been quiet for longest. */
  #recent = new Map<string, TokenBucket>()
  #earlier = new Map<string, TokenBucket>()

  constructor(perMinute: number, complaint: string) {
    this.#perMinute = perMinute
    this.#complaint = complaint
  }

  /** Throws where nothing is left for this name now. */
  refuse(name: string): void {
    const wait = this.#known(name)?.getWaitTime(1) ?? 0
    if (wait === 0) return
    const seconds = Math.ceil(wait / 1000)
    const text = `${this.#complaint}; the limit is ${this.#perMinute} a minute. Try again in ${seconds} s.`
    throw new StanzaError('policy-violation', text, 'wait')
  }

  /** Takes one; throws where nothing is left. */
  take(name: string): void {
    if (this.#perMinute === 0) return
    const bucket = this.#known(name) ?? fullBucket(this.#perMinute)
    this.#remember(name, bucket)
    this.refuse(name)
    bucket.tryRemoveTokens(1)
  }

  #remember(name: string, bucket: TokenBucket): void {
    if (this.#recent.size >= MOST_RECENT) {
      this.#earlier = this.#recent
      this.#recent = new Map()
    }
    this.#recent.set(name, bucket)
  }

  #known(name: string): TokenBucket | undefined {
    return this.#recent.get(name) ?? this.#earlier.get(name)
  }
}

/** It fills evenly, and is full after a minute without use. */
function fullBucket(perMinute: number): TokenBucket {
  const bucket = new TokenBucket({ bucketSize: perMinute, tokensPerInterval: perMinute, interval: MINUTE })
  bucket.content = perMinute
  return bucket
}
