import { attr, bytesOf, childElements, type Element, xml } from '../stanza/element.js'
import { StanzaError } from '../stanza/error.js'
import type { Jid } from '../stanza/jid.js'
import type { Capability, Outcome, PresenceContext, Query } from './capability.js'
import type { Context } from './context.js'
import type { Lookup } from './model/lookup.js'
import type { Occupant } from './model/occupant.js'
import { affiliationOf, occupantOf, type Room } from './model/room.js'
import { refuseGone } from './operations/leave-tombstone.js'

/** In bytes. Servers close the link to a component that sends stanzas beyond 512 KiB. */
const LONGEST_ANSWER = 256 * 1024

/** A stanza and its two ends. */
export type Received = { readonly stanza: Element; readonly from: Jid; readonly to: Jid }

/** A presence to `room/nick`. What no capability takes changes nothing and is not answered (XEP-0045 §17.3). */
export function receivePresence(context: PresenceContext): void {
  ask(context.capabilities, capability => capability.onPresence?.(context))
  const room = context.rooms.get(context.to)
  if (room) hear(context, room, context.from)
}

/** What comes back as undeliverable or unwanted. Nobody answers it (RFC 6120 §8.3.1). */
export function receiveError(context: Context, { stanza, from, to }: Received): void {
  const room = context.rooms.get(to.bare)
  if (!room) return
  const nick = to.resource
  ask(context.capabilities, capability => capability.onError?.({ ...context, room, from, stanza, nick }))
}

/** A message to the room itself (XEP-0045 §7.4, §7.8.2). */
export function receiveRoomMessage(context: Context, { stanza: message, from, to }: Received): void {
  const room = existing(context, to.bare, from)
  const isGroupchat = attr(message, 'type') === 'groupchat'
  if (isGroupchat && occupantOf(room, from.full)) {
    const said = { ...context, room, from, message, occupant: present(context, room, from) }
    ask(context.capabilities, capability => capability.onGroupchat?.(said))
    return
  }
  if (ask(context.capabilities, capability => capability.onMessage?.({ ...context, room, from, message }))) return
  if (isGroupchat) present(context, room, from)
  throw new StanzaError('bad-request', 'A message to the room must be of the type groupchat.')
}

/** A message to an occupant (XEP-0045 §7.5). */
export function receivePrivateMessage(context: Context, { stanza: message, from, to }: Received): void {
  const room = existing(context, to.bare, from)
  const said = { ...context, room, from, message, occupant: present(context, room, from), nick: to.resource }
  ask(context.capabilities, capability => capability.onPrivateMessage?.(said))
}

/** An IQ request to the room. */
export function receiveRoomQuery(context: Context, { stanza, from, to }: Received): void {
  const room = existing(context, to.bare, from)
  hear(context, room, from)
  answerQuery(context, { stanza, from, to }, query => {
    return ask(context.capabilities, capability => capability.onQuery?.({ ...context, ...query, room }))
  })
}

/** An IQ request to an occupant: the room answers what it can. Outsiders learn less (XEP-0045 §6.6). */
export function receiveOccupantQuery(context: Context, received: Received): void {
  const { from, to } = received
  const room = existing(context, to.bare, from)
  hear(context, room, from)
  answerQuery(context, received, query => {
    const asked = { ...context, ...query, room, nick: to.resource }
    if (ask(context.capabilities, capability => capability.onOccupantQuery?.(asked))) return true
    if (!occupantOf(room, from.full)) throw new StanzaError('bad-request', 'Enter the room to ask its occupants.')
    return false
  })
}

/** An IQ request to the service itself. */
export function receiveServiceQuery(context: Context, received: Received): void {
  answerQuery(context, received, query =>
    ask(context.capabilities, capability => capability.onServiceQuery?.({ ...context, ...query })),
  )
}

/** What comes back to a request of ours, or of an occupant's to another. What nobody waits for is nothing. */
export function receiveReply(context: Context, { stanza: iq, from, to }: Received): void {
  const room = to.local === '' ? undefined : context.rooms.get(to.bare)
  if (to.local !== '' && !room) return
  ask(context.capabilities, capability => capability.onReply?.({ ...context, room, from, iq, nick: to.resource }))
}

/** Presence to the service; it means nothing but to those who take it. */
export function receiveServicePresence(context: Context, { stanza, from }: Received): void {
  ask(context.capabilities, capability => capability.onServicePresence?.({ ...context, from, stanza }))
}

/** The service itself is no place to talk. */
export function receiveServiceMessage(context: Context, { stanza, from }: Received): void {
  const taken = ask(context.capabilities, capability => capability.onServiceMessage?.({ ...context, from, stanza }))
  if (!taken) throw new StanzaError('service-unavailable', 'Write to a room of this service.')
}

/** What is done when the link is up, and when some time has passed. */
export function linkIsUp(context: Context): void {
  for (const capability of context.capabilities) capability.onLinkUp?.(context)
}

export function tick(context: Context): void {
  context.clock.tick(context.batch.at)
  for (const capability of context.capabilities) capability.onTick?.(context)
}

/** What a stanza needs from the store, by the first capability that needs something. Throws what is wrong with it. */
export function lookupFor(capabilities: readonly Capability[], stanza: Element, to: Jid): Lookup | undefined {
  for (const capability of capabilities) {
    const lookup = capability.lookUp?.(stanza, to)
    if (lookup) return lookup
  }
  return undefined
}

function answerQuery({ batch }: Context, { stanza, from, to }: Received, handle: (query: Query) => boolean): void {
  const [payload] = childElements(stanza)
  const type = attr(stanza, 'type')
  if (!payload || (type !== 'get' && type !== 'set')) {
    throw new StanzaError('bad-request', 'A request is of the type get or set and has one payload (RFC 6120 §8.2.3).')
  }
  let answered = false
  const answer = (result?: Element): void => {
    if (answered) return
    answered = true
    const iq = xml('iq', { type: 'result', id: stanza.attrs['id'], from: to.full })
    if (result) iq.append(result)
    if (bytesOf(iq) > LONGEST_ANSWER) throw new StanzaError('resource-constraint', 'The answer is too long.')
    batch.send(iq, [from.full])
  }
  const leaveOpen = (): void => {
    answered = true
  }
  const taken = handle({ from, iq: stanza, type, payload, namespace: payload.getNS() ?? '', answer, leaveOpen })
  if (!taken) throw new StanzaError('service-unavailable', 'Nothing here answers this request.')
  answer()
}

/** A client that says something is there. */
function hear({ lastSeen, batch }: Context, room: Room, { full }: Jid): void {
  if (room.nicks.has(full)) lastSeen.note(room.record.jid, full, batch.at)
}

function ask(capabilities: readonly Capability[], hook: (capability: Capability) => Outcome | undefined): boolean {
  return capabilities.some(capability => hook(capability) === 'handled')
}

/** Until it is configured, a room is there for its owner alone (XEP-0045 §10.1.1, §17.2). */
function existing(context: Context, jid: string, from: Jid): Room {
  const room = context.rooms.get(jid)
  if (!room) refuseGone(context, jid, from.bare)
  const visible = room && !room.record.archived && (!room.record.locked || affiliationOf(room, from.bare) === 'owner')
  if (!visible) throw new StanzaError('item-not-found', 'There is no such room.')
  return room
}

function present(context: Context, room: Room, from: Jid): Occupant {
  hear(context, room, from)
  const occupant = occupantOf(room, from.full)
  if (!occupant) throw new StanzaError('not-acceptable', 'Enter the room before you write to it.')
  return occupant
}
