import { attr, type Element } from '../stanza/element.js'
import { StanzaError } from '../stanza/error.js'
import type { Jid } from '../stanza/jid.js'
import type { Accounts } from './accounts.js'
import type { OfflineMessages } from './offline-messages.js'
import { type Sessions, sendToEach } from './sessions.js'

const UNAVAILABLE: StanzaError = new StanzaError('service-unavailable', 'This address cannot be reached.')

/** The users of the virtual host. */
export type Users = {
  readonly accounts: Accounts
  readonly sessions: Sessions
  readonly offline: OfflineMessages
}

/**
 * Delivers a stanza to a user's bare or full address (RFC 6121 §8.5). Our choices: a message to the bare address goes to
 * all available sessions with a priority of 0 or more, and is stored if there is none. Returns the refusal, if any.
 */
export function deliverToUser(users: Users, stanza: Element, to: Jid): StanzaError | undefined {
  const session = to.resource === '' ? undefined : users.sessions.get(to)
  if (session) {
    session.stream.send(stanza)
    return undefined
  }
  if (stanza.name === 'message') return deliverMessage(users, stanza, to)
  if (stanza.name === 'iq') return UNAVAILABLE
  if (to.resource === '') deliverPresence(users.sessions, stanza, to)
  return undefined
}

/** Delivers a message to the bare address, or to a full address without a session. */
function deliverMessage(users: Users, message: Element, to: Jid): StanzaError | undefined {
  const type = attr(message, 'type')
  if (type === 'error') return undefined
  if (type === 'groupchat') return UNAVAILABLE
  if (type === 'headline') {
    if (to.resource === '') sendToEach(users.sessions.reachable(to.bare), message)
    return undefined
  }
  // `chat`, `normal`, and any unknown type, which counts as `normal` (RFC 6121 §5.2.2).
  const reachable = users.sessions.reachable(to.bare)
  if (reachable.length === 0) return store(users, message, to)
  sendToEach(reachable, message)
  return undefined
}

function store({ accounts, offline }: Users, message: Element, to: Jid): StanzaError | undefined {
  return accounts.has(to.local) && offline.keep(to.bare, message) ? undefined : UNAVAILABLE
}

/** Drops probes: a server answers them for subscribers, and there are no subscriptions here. */
function deliverPresence(sessions: Sessions, presence: Element, to: Jid): void {
  const type = attr(presence, 'type')
  if (type !== 'probe' && type !== 'error') sendToEach(sessions.available(to.bare), presence)
}
