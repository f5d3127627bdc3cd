import type { Received } from '../muc/answer-query.js'
import type { Capability } from '../muc/capability.js'
import { dispatch } from '../muc/dispatch.js'
import { lookupFor } from '../muc/lifecycle.js'
import type { Needs, Service } from '../service/types.js'
import { attr, bytesOf, copyOf, countElements, type Element, isDeeperThan, xml } from '../stanza/element.js'
import { errorReply, Overload, StanzaError } from '../stanza/error.js'
import { parseJid } from '../stanza/jid.js'
import { isEntry, type Limits } from './limits.js'

/** The deepest nesting of elements in a stanza: recursive functions must not exhaust the stack. */
const DEEPEST = 100
/** The most elements of a stanza: each takes many times its length in memory. A list of 1000 items with reasons has 2002. */
const MOST_ELEMENTS = 2500

/** Passes each stanza of the link to the service, with the limits applied. A refusal is answered by an error stanza. */
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
    const isUnrepeated = isNeverRepeated(stanza)
    const { excess, bytes } = measured(stanza, stanzaBytes)
    const accepted = excess ? withoutPayload(stanza, { excess, most: stanzaBytes }) : stanza
    const { needs, mistake } = needsOf({ stanza, from, to }, { capabilities, limits })
    service.receive({
      mustRetry: isUnrepeated ? identityOf(stanza) : undefined,
      bytes: Math.min(bytes, stanzaBytes),
      needs,
      fansOut: stanza.name !== 'iq',
      handle: context => {
        if (excess && !isUnrepeated) throw new StanzaError('policy-violation', excess)
        if (mistake) throw mistake
        const received = { stanza: accepted, from, to: to ?? malformed() }
        limits.inRoom({ ...received, batch: context.batch }, () => dispatch(context, received))
      },
      refuse: (context, error) => {
        const isBrief = excess !== undefined || error instanceof Overload
        const reply = errorReply(isBrief ? xml(accepted.name, accepted.attrs) : accepted, error)
        if (reply) context.batch.send(reply, [from.full])
      },
    })
  }
}

/** Unavailable presences, errors and answers are sent once; their loss would leave a wrong state. */
function isNeverRepeated(stanza: Element): boolean {
  const type = attr(stanza, 'type')
  return type === 'error' || isAnswer(stanza) || (stanza.name === 'presence' && type === 'unavailable')
}

function isAnswer(stanza: Element): boolean {
  return stanza.name === 'iq' && attr(stanza, 'type') === 'result'
}

/** A key that is equal for stanzas of the same meaning: unavailable presences by addresses, others by id too. */
function identityOf({ attrs, name }: Element): string {
  const { from, to, type, id } = attrs
  return [name, type, from, to, ...(type === 'unavailable' ? [] : [id])].join(' ')
}

/**
 * The accepted part of a stanza that is too long but is never repeated: of an error, which returns the whole payload,
 * the `<error/>` alone; in place of an answer an error, so that the requester does not wait.
 */
function withoutPayload(stanza: Element, { excess, most }: { excess: string; most: number }): Element {
  const { name, attrs } = stanza
  if (isAnswer(stanza)) {
    const request = xml(name, { type: 'get', id: attrs['id'], from: attrs['to'], to: attrs['from'] })
    return errorReply(request, new StanzaError('policy-violation', excess)) ?? xml(name, attrs)
  }
  const error = stanza.getChild('error')
  return xml(name, attrs, ...(error && measured(error, most).excess === undefined ? [copyOf(error)] : []))
}

/** The length of a stanza in bytes of its XML, and in `excess` the text of the error if it exceeds `most` bytes. */
function measured(stanza: Element, most: number): { excess?: string; bytes: number } {
  // Serialising a deeper one would exhaust the stack.
  if (isDeeperThan(DEEPEST, stanza)) return { excess: `A stanza is at most ${DEEPEST} elements deep.`, bytes: most }
  if (countElements(stanza, MOST_ELEMENTS) > MOST_ELEMENTS) {
    return { excess: `A stanza has at most ${MOST_ELEMENTS} elements.`, bytes: most }
  }
  const bytes = bytesOf(stanza)
  return bytes > most ? { excess: `A stanza has at most ${most} bytes of XML.`, bytes } : { bytes }
}

function malformed(): never {
  throw new StanzaError('jid-malformed', 'The address of the room or the nick is malformed.')
}

/** The records that a stanza needs, or in `mistake` the error that refuses it before anything is read from the store. */
function needsOf(
  { stanza, from, to }: Omit<Received, 'to'> & { to: Received['to'] | undefined },
  { capabilities, limits }: { capabilities: readonly Capability[]; limits: Limits },
): { needs: Needs; mistake?: unknown } {
  const requester = { way: 'xmpp', by: from.bare } as const
  try {
    limits.countForUser(stanza, from)
    const room = to && to.local !== '' ? to.bare : undefined
    const creator = isEntry(stanza) ? from.bare : undefined
    return { needs: { room, creator, lookup: to && lookupFor(capabilities, stanza, to), requester } }
  } catch (mistake) {
    return { needs: { requester }, mistake }
  }
}
