import type { Batch } from '../batch.js'
import { RateLimiter } from '../limits/rate-limiter.js'
import type { Received } from '../muc/answer-query.js'
import { attr, childElements, type Element } from '../stanza/element.js'
import { TooOften } from '../stanza/error.js'
import type { Jid } from '../stanza/jid.js'
import { NS } from '../stanza/namespaces.js'

/** Limits per minute (0: none) of a token bucket: the whole number at once, then evenly over the minute. */
export type LimitSettings = {
  /** The longest stanza, in bytes of its XML: RFC 6120 §13.12 forbids less than 10000. */
  readonly stanzaBytes: number
  readonly joinsPerUser: number
  readonly joinsPerRoom: number
  readonly messagesPerUser: number
  readonly messagesPerRoom: number
  readonly presencesPerUser: number
  readonly presencesPerRoom: number
  /** IQ requests; an expensive one counts as several. */
  readonly queriesPerUser: number
  readonly queriesPerRoom: number
}

/**
 * Limits against abuse, our own decision: XEP-0045 has none. Unavailable presences, errors and answers are not limited.
 * Users are counted by bare JID, so that more clients give no more. A room counts only the stanzas that it accepted, so
 * that strangers cannot use up the limit of its occupants.
 */
export interface Limits {
  readonly stanzaBytes: number
  /**
   * Counts a stanza for its sender, with a `batch` unless that is reverted. Throws `policy-violation` of the type `wait`
   * (RFC 6120 §8.3.3.12) above the limit.
   */
  countForUser(stanza: Element, from: Jid, batch?: Revertible): void
  /**
   * Runs `work`, and counts the stanza for its room unless `work` throws or the batch is reverted. Throws as `countForUser`,
   * and as `work`.
   */
  inRoom(received: Received & { readonly batch: Revertible }, work: () => void): void
}

type Revertible = Pick<Batch, 'onRevert'>

/** The messages, and the changes of presence, that a guest may send per minute; and who is a guest, by bare JID. */
export type GuestRates = { readonly messagesPerMinute: number; readonly isGuest: (user: string) => boolean }

/** `exempt`: bare JIDs of users without limits; their stanzas do not count for a room either. */
export function createLimits(
  settings: LimitSettings,
  exempt: { has(user: string): boolean },
  guests: GuestRates = { messagesPerMinute: 0, isGuest: () => false },
): Limits {
  const perUser = {
    join: new Limit(settings.joinsPerUser, 'You enter rooms too often'),
    message: new Limit(settings.messagesPerUser, 'You send too many messages'),
    presence: new Limit(settings.presencesPerUser, 'You change your presence too often'),
    query: new Limit(settings.queriesPerUser, 'You send too many requests'),
  }
  const perGuest = {
    ...perUser,
    message: new Limit(guests.messagesPerMinute, 'You send too many messages'),
    presence: new Limit(guests.messagesPerMinute, 'You change your presence too often'),
  }
  const perRoom = {
    join: new Limit(settings.joinsPerRoom, 'Too many people enter this room'),
    message: new Limit(settings.messagesPerRoom, 'Too many messages are sent to this room'),
    presence: new Limit(settings.presencesPerRoom, 'The occupants of this room change their presence too often'),
    query: new Limit(settings.queriesPerRoom, 'Too many requests are sent to this room'),
  }
  return {
    stanzaBytes: settings.stanzaBytes,
    countForUser(stanza, { bare: user }, batch) {
      const kind = kindOf(stanza)
      if (!kind || exempt.has(user)) return
      const limits = guests.isGuest(user) ? perGuest : perUser
      limits[kind].take(user, costOf(stanza))
      batch?.onRevert(() => limits[kind].giveBack(user, costOf(stanza)))
    },
    inRoom({ batch, stanza, from, to }, work) {
      const kind = to.local === '' || exempt.has(from.bare) ? undefined : kindOf(stanza)
      if (kind) perRoom[kind].refuse(to.bare)
      work()
      if (!kind) return
      perRoom[kind].take(to.bare, costOf(stanza))
      batch.onRevert(() => perRoom[kind].giveBack(to.bare, costOf(stanza)))
    },
  }
}

type Kind = 'join' | 'message' | 'presence' | 'query'

/** The limit that a stanza counts for; undefined if there is none. */
function kindOf(stanza: Element): Kind | undefined {
  const type = attr(stanza, 'type')
  if (type === 'error' || type === 'unavailable') return undefined
  if (stanza.name === 'message') return isChatCommand(stanza) ? 'query' : 'message'
  if (stanza.name === 'iq') return type === 'result' ? undefined : 'query'
  if (stanza.name !== 'presence') return undefined
  return isEntry(stanza) ? 'join' : 'presence'
}

/** A search for words that the index cannot exclude takes as long as about 50 other requests. */
const SEARCH = 50
/** Requests for archive pages, lists, commands (also as texts) and links read or write more than one row. */
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

/** The items of a list that cost as much as one request. */
const ITEMS = 50

/** A text to the service, a room itself or the nick of its texts: a chat command reads as much as an ad-hoc command. */
function isChatCommand(stanza: Element): boolean {
  if (attr(stanza, 'type') === 'groupchat') return false
  const [bare = '', resource] = (attr(stanza, 'to') ?? '').toLowerCase().split('/')
  const isForCommands = resource === undefined || resource === bare.slice(bare.indexOf('@') + 1)
  return bare !== '' && isForCommands && stanza.getChild('body') !== undefined
}

/** A message counts as often as it invites (XEP-0045 §7.8.2), and a long list as several requests. */
function costOf(stanza: Element): number {
  if (stanza.name === 'message' && isChatCommand(stanza)) return SEVERAL
  if (stanza.name === 'message') return stanza.getChild('x', NS.mucUser)?.getChildren('invite').length || 1
  const [payload] = stanza.name === 'iq' ? childElements(stanza) : []
  return (COSTS.get(payload?.getNS() ?? '') ?? 1) + Math.floor((payload?.children.length ?? 0) / ITEMS)
}

/** Whether the stanza is a presence that asks to enter a room (XEP-0045 §7.2.1). */
export function isEntry(stanza: Element): boolean {
  return stanza.name === 'presence' && attr(stanza, 'type') === undefined && stanza.getChild('x', NS.muc) !== undefined
}

/** A limit per key (a user or a room), and the text of its error. */
class Limit {
  readonly #rate: RateLimiter
  readonly #complaint: string

  constructor(perMinute: number, complaint: string) {
    this.#rate = new RateLimiter(perMinute)
    this.#complaint = complaint
  }

  refuse(key: string): void {
    this.#refuseUntil(this.#rate.waitOf(key))
  }

  take(key: string, count: number): void {
    this.#refuseUntil(this.#rate.take(key, count))
  }

  giveBack(key: string, count: number): void {
    this.#rate.giveBack(key, count)
  }

  #refuseUntil(seconds: number): void {
    if (seconds === 0) return
    const text = `${this.#complaint}; the limit is ${this.#rate.most} a minute. Try again in ${seconds} s.`
    throw new TooOften(text, seconds)
  }
}
