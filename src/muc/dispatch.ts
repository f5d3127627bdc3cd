import { attr } from '../stanza/element.js'
import { StanzaError } from '../stanza/error.js'
import { type Jid, prepareNick } from '../stanza/jid.js'
import { answerQuery, type Received } from './answer-query.js'
import type { Capability } from './capability.js'
import type { Context, Outcome } from './context.js'
import type { Occupant } from './model/occupant.js'
import { affiliationOf, occupantOf, type Room } from './model/room.js'
import { refuseGone } from './operations/leave-tombstone.js'
import { type With, withHook } from './operations/with-hook.js'

/** Passes a stanza to the hooks of the capabilities, in the order of their list. Throws `StanzaError` to refuse it. */
export function dispatch(context: Context, received: Received): void {
  const { stanza, to } = received
  const sent = { ...context, ...received }
  for (const capability of withHook(context.capabilities, 'maySend')) capability.maySend(sent)
  const type = attr(stanza, 'type')
  const isReply = type === 'result' || type === 'error'
  if (stanza.name === 'iq') return isReply ? receiveReply(context, received) : receiveQuery(context, received)
  if (to.local === '' && stanza.name === 'message') return receiveServiceMessage(context, received)
  if (to.local === '') return receiveServicePresence(context, received)
  if (type === 'error') return receiveError(context, received)
  if (stanza.name === 'presence') return receivePresence(context, received)
  if (to.resource === '') receiveRoomMessage(context, received)
  else receivePrivateMessage(context, received)
}

function receiveQuery(context: Context, received: Received): void {
  const { to } = received
  if (to.local === '') receiveServiceQuery(context, received)
  else if (to.resource === '') receiveRoomQuery(context, received)
  else receiveOccupantQuery(context, received)
}

/**
 * A presence to `room/nick`. An entry needs a visible nick (XEP-0045 §7.2.1, §17.1); unavailable presences do not. A
 * presence that no capability handles changes nothing and is not answered (§17.3).
 */
function receivePresence(context: Context, { stanza: presence, from, to }: Received): void {
  const isEntry = attr(presence, 'type') === undefined
  if (isEntry && prepareNick(to.resource) === undefined) {
    throw new StanzaError('jid-malformed', 'Enter a room with a visible nick: room@service/nick.')
  }
  const received = { ...context, room: context.rooms.get(to.bare), to: to.bare, from, nick: to.resource, presence }
  firstHandling(context, 'onPresence', capability => capability.onPresence(received))
  const room = context.rooms.get(to.bare)
  if (room) markAlive(context, room, from)
}

/** An error is never answered (RFC 6120 §8.3.1). */
function receiveError(context: Context, { stanza, from, to }: Received): void {
  const room = context.rooms.get(to.bare)
  if (!room) return
  const error = { ...context, room, from, stanza, nick: to.resource }
  firstHandling(context, 'onError', capability => capability.onError(error))
}

/** A message to the room itself (XEP-0045 §7.4, §7.8.2). */
function receiveRoomMessage(context: Context, { stanza: message, from, to }: Received): void {
  const room = requireRoom(context, to.bare, from)
  const isGroupchat = attr(message, 'type') === 'groupchat'
  if (isGroupchat && occupantOf(room, from.full)) {
    const said = { ...context, room, from, message, occupant: requireOccupant(context, room, from) }
    firstHandling(context, 'onGroupchat', capability => capability.onGroupchat(said))
    return
  }
  const written = { ...context, room, from, message }
  if (firstHandling(context, 'onMessage', capability => capability.onMessage(written))) return
  if (isGroupchat) requireOccupant(context, room, from)
  throw new StanzaError('bad-request', 'A message to the room must be of the type groupchat.')
}

/** A message to an occupant (XEP-0045 §7.5). */
function receivePrivateMessage(context: Context, { stanza: message, from, to }: Received): void {
  const room = requireRoom(context, to.bare, from)
  const occupant = requireOccupant(context, room, from)
  const said = { ...context, room, from, message, occupant, nick: to.resource }
  if (firstHandling(context, 'onPrivateMessage', capability => capability.onPrivateMessage(said))) return
  throw new StanzaError('item-not-found', `No occupant has the nick ${to.resource}.`)
}

function receiveRoomQuery(context: Context, received: Received): void {
  const { from, to } = received
  const room = requireRoom(context, to.bare, from)
  markAlive(context, room, from)
  answerQuery(context, received, query =>
    firstHandling(context, 'onQuery', capability => capability.onQuery({ ...context, ...query, room })),
  )
}

/** An IQ request to an occupant: the room answers it or passes it on. Outsiders learn less (XEP-0045 §6.6). */
function receiveOccupantQuery(context: Context, received: Received): void {
  const { from, to } = received
  const room = requireRoom(context, to.bare, from)
  markAlive(context, room, from)
  answerQuery(context, received, query => {
    const asked = { ...context, ...query, room, nick: to.resource }
    if (firstHandling(context, 'onOccupantQuery', capability => capability.onOccupantQuery(asked))) return true
    if (!occupantOf(room, from.full)) throw new StanzaError('bad-request', 'Enter the room to ask its occupants.')
    return false
  })
}

function receiveServiceQuery(context: Context, received: Received): void {
  answerQuery(context, received, query =>
    firstHandling(context, 'onServiceQuery', capability => capability.onServiceQuery({ ...context, ...query })),
  )
}

/** The answer to a request of the service, or of one occupant to another. An unexpected one is ignored. */
function receiveReply(context: Context, { stanza: iq, from, to }: Received): void {
  const room = to.local === '' ? undefined : context.rooms.get(to.bare)
  if (to.local !== '' && !room) return
  const reply = { ...context, room, from, iq, nick: to.resource }
  firstHandling(context, 'onReply', capability => capability.onReply(reply))
}

/** A presence to the service is ignored unless a capability handles it. */
function receiveServicePresence(context: Context, { stanza, from }: Received): void {
  const presence = { ...context, from, stanza }
  firstHandling(context, 'onServicePresence', capability => capability.onServicePresence(presence))
}

function receiveServiceMessage(context: Context, { stanza, from }: Received): void {
  const message = { ...context, from, stanza }
  const isHandled = firstHandling(context, 'onServiceMessage', capability => capability.onServiceMessage(message))
  if (!isHandled) throw new StanzaError('service-unavailable', 'Write to a room of this service.')
}

/** Calls the hook of each capability that has it until one returns `handled`. Returns whether one did. */
function firstHandling<Name extends keyof Capability>(
  { capabilities }: Pick<Context, 'capabilities'>,
  name: Name,
  hook: (capability: With<Name>) => Outcome,
): boolean {
  return withHook(capabilities, name).some(capability => hook(capability) === 'handled')
}

/** Any stanza of a client proves that the client is still in the room. */
function markAlive({ lastSeen, batch }: Context, room: Room, { full }: Jid): void {
  if (room.nicks.has(full)) lastSeen.markSeen(room.record.jid, full, batch.at)
}

/** A room that is not configured yet exists only for its owner (XEP-0045 §10.1.1, §17.2). Throws `item-not-found`. */
function requireRoom(context: Context, jid: string, from: Jid): Room {
  const room = context.rooms.get(jid)
  if (!room) refuseGone(context, jid, from.bare)
  const isVisible = room && !room.record.archived && (!room.record.locked || affiliationOf(room, from.bare) === 'owner')
  if (!isVisible) throw new StanzaError('item-not-found', 'There is no such room.')
  return room
}

/** The occupant of this client. Throws `not-acceptable` if the client is not in the room (XEP-0045 §7.4). */
function requireOccupant(context: Context, room: Room, from: Jid): Occupant {
  markAlive(context, room, from)
  const occupant = occupantOf(room, from.full)
  if (!occupant) throw new StanzaError('not-acceptable', 'Enter the room before you write to it.')
  return occupant
}
