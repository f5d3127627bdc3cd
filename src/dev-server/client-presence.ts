import { attr, type Element, xml } from '../stanza/element.js'
import { errorReply, StanzaError } from '../stanza/error.js'
import { parseJid } from '../stanza/jid.js'
import type { Router } from './router.js'
import { type Session, sendToEach } from './sessions.js'
import type { Users } from './users.js'

/** The most addresses to which one session may send directed presence. */
const MOST_DIRECTED = 10_000
const SUBSCRIPTION = new Set(['subscribe', 'subscribed', 'unsubscribe', 'unsubscribed'])

/** The server on which a session lives. */
export type Surroundings = { readonly users: Users; readonly router: Router }

/** Handles a client's presence, whose `from` is the full address (RFC 6121 §4). */
export function takePresence(session: Session, presence: Element, around: Surroundings): void {
  const type = attr(presence, 'type')
  if (attr(presence, 'to') !== undefined) return sendDirected(session, presence, around)
  if (type === undefined) return becomeAvailable(session, presence, around.users)
  if (type === 'unavailable') becomeUnavailable(session, presence, around)
}

/** Sends the unavailable presence of a session that has ended (RFC 6121 §4.5.2, §4.6.3). */
export function leave(session: Session, around: Surroundings): void {
  becomeUnavailable(session, xml('presence', { type: 'unavailable', from: session.jid.full }), around)
}

function becomeAvailable(session: Session, presence: Element, { sessions, offline }: Users): void {
  const wasReachable = (session.priority ?? -1) >= 0
  session.priority = priorityOf(presence)
  sendToEach(sessions.available(session.jid.bare), presence)
  if (wasReachable || session.priority < 0) return
  for (const message of offline.take(session.jid.bare)) session.stream.send(message)
}

function becomeUnavailable(session: Session, presence: Element, { users, router }: Surroundings): void {
  const directed = [...session.directed]
  session.directed.clear()
  if (session.priority !== undefined) {
    session.priority = undefined
    sendToEach(users.sessions.available(session.jid.bare), presence)
  }
  for (const to of directed) {
    const copy = xml('presence', { ...presence.attrs, to })
    copy.children = presence.children
    router.routeQuietly(copy)
  }
}

function sendDirected(session: Session, presence: Element, { router }: Surroundings): void {
  const type = attr(presence, 'type')
  const to = parseJid(attr(presence, 'to') ?? '')?.full
  // RFC 6121 §3.1.2: a subscription belongs to the account, not to the session.
  if (type !== undefined && SUBSCRIPTION.has(type)) presence.attrs['from'] = session.jid.bare
  if (to !== undefined && type === 'unavailable') session.directed.delete(to)
  if (to !== undefined && type === undefined) {
    if (session.directed.size >= MOST_DIRECTED && !session.directed.has(to)) return refuse(session, presence)
    session.directed.add(to)
  }
  router.route(presence)
}

function refuse(session: Session, presence: Element): void {
  const text = `Send directed presence to at most ${MOST_DIRECTED} addresses.`
  const error = errorReply(presence, new StanzaError('resource-constraint', text))
  if (error) session.stream.send(error)
}

/** The priority from -128 to 127 (RFC 6121 §4.7.2.3); any other value counts as 0. */
function priorityOf(presence: Element): number {
  const priority = Number(presence.getChildText('priority') ?? 0)
  return Number.isInteger(priority) && priority >= -128 && priority <= 127 ? priority : 0
}
