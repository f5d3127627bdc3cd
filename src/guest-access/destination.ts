import { attr, childElements, type Element } from '../stanza/element.js'
import { StanzaError } from '../stanza/error.js'
import { type Jid, parseJid } from '../stanza/jid.js'
import { STREAM_NS } from '../streams/stream-namespaces.js'

/** Where a stanza of a guest goes. `nowhere`: it needs no answer. */
export type Destination = 'account' | 'service' | 'nowhere'

const IQ_TYPES = ['get', 'set', 'result', 'error']

/**
 * Where a stanza of a guest (a full JID) goes: to the guest's own account, or to the service, which knows what guests may
 * do in which room. Throws a `StanzaError` for an address of another domain, and for a malformed stanza.
 */
export function destinationOf(stanza: Element, guest: Jid): Destination {
  if (stanza.name === 'iq') requireIq(stanza)
  const address = attr(stanza, 'to')
  const to = address === undefined ? guest : parseJid(address)
  if (!to) throw new StanzaError('jid-malformed', 'The address in "to" is malformed.')
  if (to.bare === guest.bare) return ofAccount(stanza)
  // RFC 3921 §3: older clients ask the domain for a session.
  if (to.full === guest.domain && stanza.getChild('session', STREAM_NS.session)) return 'account'
  if (to.domain === guest.domain) return 'service'
  throw new StanzaError('not-allowed', `A guest reaches nothing but ${guest.domain}.`)
}

/** RFC 6120 §8.2.3. */
function requireIq(iq: Element): void {
  const type = attr(iq, 'type') ?? ''
  const isRequest = type === 'get' || type === 'set'
  const hasPayload = !isRequest || childElements(iq).length === 1
  if (IQ_TYPES.includes(type) && attr(iq, 'id') !== undefined && hasPayload) return
  throw new StanzaError(
    'bad-request',
    'An IQ needs an id, the type get, set, result or error, and a request a payload.',
  )
}

function ofAccount(stanza: Element): Destination {
  if (stanza.name === 'message') throw new StanzaError('service-unavailable', 'A guest has no messages to themselves.')
  return stanza.name === 'presence' || isAnswer(stanza) ? 'nowhere' : 'account'
}

function isAnswer(stanza: Element): boolean {
  const type = attr(stanza, 'type')
  return type === 'error' || type === 'result'
}
