import type { Capability } from '../muc/capability.js'
import {
  lookupFor,
  type Received,
  receiveError,
  receiveOccupantQuery,
  receivePresence,
  receivePrivateMessage,
  receiveReply,
  receiveRoomMessage,
  receiveRoomQuery,
  receiveServiceMessage,
  receiveServicePresence,
  receiveServiceQuery,
} from '../muc/dispatch.js'
import type { Needs, Service, ServiceContext } from '../service/types.js'
import { attr, bytesOf, copyOf, type Element, isDeeperThan, xml } from '../stanza/element.js'
import { errorReply, Overload, StanzaError } from '../stanza/error.js'
import { parseJid, prepareNick } from '../stanza/jid.js'
import { isEntry, type Limits } from './limits.js'

/** No protocol needs more; what walks through a stanza recursively must not exhaust the stack. */
const DEEPEST = 100

/** Takes a stanza from the link to what it is for: the service, a room or an occupant. A refusal goes back as it came. */
export function createRouter(
  service: Service,
  capabilities: readonly Capability[],
  limits: Limits,
): (stanza: Element) => void {
  const { stanzaBytes } = limits
  return stanza => {
    const from = parseJid(attr(stanza, 'from') ?? '')
    if (!from) return
    const to = parseJid(attr(stanza, 'to') ?? '')
    const isSaidOnce = nobodyRepeats(stanza)
    const { excess, bytes } = measured(stanza, stanzaBytes)
    const words = excess ? withoutWords(stanza, { excess, most: stanzaBytes }) : stanza
    const { needs, mistake } = needsOf({ stanza, from, to }, { capabilities, limits })
    service.receive({
      insists: isSaidOnce ? identityOf(stanza) : undefined,
      bytes: Math.min(bytes, stanzaBytes),
      needs,
      handle: turn => {
        if (excess && !isSaidOnce) throw new StanzaError('policy-violation', excess)
        if (mistake) throw mistake
        const received = { stanza: words, from, to: to ?? malformed() }
        limits.inRoom(received, () => dispatch(turn, received))
      },
      refuse: (turn, error) => {
        const isBrief = excess !== undefined || error instanceof Overload
        const reply = errorReply(isBrief ? xml(words.name, words.attrs) : words, error)
        if (reply) turn.batch.send(reply, [from.full])
      },
    })
  }
}

/** A client has left, cannot be reached, or answers another one that waits for it: nobody will say so again. */
function nobodyRepeats(stanza: Element): boolean {
  const type = attr(stanza, 'type')
  return type === 'error' || isAnswer(stanza) || (stanza.name === 'presence' && type === 'unavailable')
}

function isAnswer(stanza: Element): boolean {
  return stanza.name === 'iq' && attr(stanza, 'type') === 'result'
}

/** The same for all stanzas that tell of the same end; errors and answers may come back to different things. */
function identityOf({ attrs, name }: Element): string {
  const { from, to, type, id } = attrs
  return [name, type, from, to, ...(type === 'unavailable' ? [] : [id])].join(' ')
}

/**
 * What is too long, but not said again, is heard all the same: a bounce, which gives back what was too long already, by
 * its error alone; an answer as an error, so that who asked does not wait for it.
 */
function withoutWords(stanza: Element, { excess, most }: { excess: string; most: number }): Element {
  const { name, attrs } = stanza
  if (isAnswer(stanza)) {
    const request = xml(name, { type: 'get', id: attrs['id'], from: attrs['to'], to: attrs['from'] })
    return errorReply(request, new StanzaError('policy-violation', excess)) ?? xml(name, attrs)
  }
  const error = stanza.getChild('error')
  return xml(name, attrs, ...(error && measured(error, most).excess === undefined ? [copyOf(error)] : []))
}

/** How long a stanza is, as written in XML, and why it is more than we take, if it is; `most` is in bytes. */
function measured(stanza: Element, most: number): { excess?: string; bytes: number } {
  // To write it would exhaust the stack.
  if (isDeeperThan(DEEPEST, stanza)) return { excess: `A stanza is at most ${DEEPEST} elements deep.`, bytes: most }
  const bytes = bytesOf(stanza)
  return bytes > most ? { excess: `A stanza is at most ${most} bytes long, as written in XML.`, bytes } : { bytes }
}

function malformed(): never {
  throw new StanzaError('jid-malformed', 'The address of the room or the nick is malformed.')
}

/** What a stanza is about; or why it is refused, where that shows before anything is read for it. */
function needsOf(
  { stanza, from, to }: Omit<Received, 'to'> & { to: Received['to'] | undefined },
  { capabilities, limits }: { capabilities: readonly Capability[]; limits: Limits },
): { needs: Needs; mistake?: unknown } {
  const origin = { way: 'xmpp', by: from.bare } as const
  try {
    limits.countForUser(stanza, from)
    const room = to && to.local !== '' ? to.bare : undefined
    const creator = isEntry(stanza) ? from.bare : undefined
    return { needs: { room, creator, lookup: to && lookupFor(capabilities, stanza, to), origin } }
  } catch (mistake) {
    return { needs: { origin }, mistake }
  }
}

function dispatch(turn: ServiceContext, received: Received): void {
  const { stanza, to } = received
  const type = attr(stanza, 'type')
  const isReply = type === 'result' || type === 'error'
  if (stanza.name === 'iq') return isReply ? receiveReply(turn, received) : query(turn, received)
  if (to.local === '' && stanza.name === 'message') return receiveServiceMessage(turn, received)
  if (to.local === '') return receiveServicePresence(turn, received)
  if (type === 'error') return receiveError(turn, received)
  if (stanza.name === 'presence') return presence(turn, received)
  if (to.resource === '') receiveRoomMessage(turn, received)
  else receivePrivateMessage(turn, received)
}

function query(turn: ServiceContext, received: Received): void {
  const { to } = received
  if (to.local === '') receiveServiceQuery(turn, received)
  else if (to.resource === '') receiveRoomQuery(turn, received)
  else receiveOccupantQuery(turn, received)
}

/** An entry needs a nick that can be seen (XEP-0045 §7.2.1, §17.1); leaving and errors do not. */
function presence(turn: ServiceContext, { stanza, from, to }: Received): void {
  const isEntry = attr(stanza, 'type') === undefined
  if (isEntry && prepareNick(to.resource) === undefined) {
    throw new StanzaError('jid-malformed', 'Enter a room with a visible nick: room@service/nick.')
  }
  const room = turn.rooms.get(to.bare)
  receivePresence({ ...turn, room, to: to.bare, from, nick: to.resource, presence: stanza })
}
