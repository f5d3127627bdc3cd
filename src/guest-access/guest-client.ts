import { attr, type Element, xml } from '../stanza/element.js'
import { errorReply, StanzaError } from '../stanza/error.js'
import { parseJid } from '../stanza/jid.js'
import type { BoundClient } from '../streams/client-stream.js'
import { destinationOf } from './destination.js'
import { answerOfOwnAccount } from './own-account.js'
import type { GuestSession } from './sessions.js'

export type ClientSurroundings = {
  /** Passes a stanza with the address of the guest in `from` to the rooms. */
  readonly route: (stanza: Element) => void
  /** The connection of the client has ended. */
  readonly onLost: (session: GuestSession) => void
}

/** The protocol of a guest's client that has bound its resource. */
export function guestClient(session: GuestSession, { route, onLost }: ClientSurroundings): BoundClient {
  return {
    jid: session.jid,
    takes: stanza => take(session, stanza, route),
    ended: () => onLost(session),
  }
}

/** An unavailable presence of the client to its room. */
export function leavePresence({ jid, room }: GuestSession): Element {
  return xml('presence', { type: 'unavailable', from: jid.full, to: room })
}

function take(session: GuestSession, stanza: Element, route: (stanza: Element) => void): void {
  try {
    put(session, stanza, route)
  } catch (refusal) {
    if (!(refusal instanceof StanzaError)) throw refusal
    answer(session, errorReply(stanza, refusal))
  }
}

function put(session: GuestSession, stanza: Element, route: (stanza: Element) => void): void {
  const destination = destinationOf(stanza, session.jid)
  if (destination === 'account') return answer(session, answerOfOwnAccount(stanza))
  if (destination === 'nowhere') return endPresence(session, stanza, route)
  if (stanza.name === 'presence' && parseJid(attr(stanza, 'to') ?? '')?.bare === session.room)
    noteEntry(session, stanza)
  route(stanza)
}

/** The client is available or not to its room (RFC 6121 §4.6: a directed presence). */
function noteEntry(session: GuestSession, presence: Element): void {
  const type = attr(presence, 'type')
  if (type === undefined) session.isInside = true
  if (type === 'unavailable') session.isInside = false
}

/** RFC 6121 §4.6.3: a client that becomes unavailable is so to the room, too. */
function endPresence(session: GuestSession, stanza: Element, route: (stanza: Element) => void): void {
  const isEnd = stanza.name === 'presence' && attr(stanza, 'type') === 'unavailable' && session.isInside
  if (!isEnd) return
  session.isInside = false
  const presence = leavePresence(session)
  for (const child of stanza.children) presence.append(child)
  route(presence)
}

function answer({ stream }: GuestSession, stanza: Element | undefined): void {
  if (stanza) stream?.send(stanza)
}
