import { attr, childElements, type Element } from '../stanza/element.js'
import { StanzaError } from '../stanza/error.js'
import { type Jid, parseJid } from '../stanza/jid.js'
import { NS } from '../stanza/namespaces.js'
import { STREAM_NS } from '../streams/stream-namespaces.js'

/** Where a stanza of a guest goes. `nowhere`: it needs no answer. */
export type Destination = 'account' | 'service' | 'room' | 'nowhere'

const IQ_TYPES = ['get', 'set', 'result', 'error']

/** What a guest may ask the service: all else there is for people with an account. */
const SERVICE_REQUESTS: readonly string[] = [
  `get query ${NS.discoInfo}`,
  `get query ${NS.discoItems}`,
  `get ping ${NS.ping}`,
  `get vCard ${NS.vcard}`,
  `get query ${NS.version}`,
]

/**
 * Where a stanza of a guest goes: to the guest's own account, the service, or the guest's room and its occupants. Throws
 * a `StanzaError` for any other address, and for what a guest may not ask.
 */
export function destinationOf(stanza: Element, { guest, room }: { guest: Jid; room: string }): Destination {
  if (stanza.name === 'iq') requireIq(stanza)
  const address = attr(stanza, 'to')
  const to = address === undefined ? guest : parseJid(address)
  if (!to) throw new StanzaError('jid-malformed', 'The address in "to" is malformed.')
  if (to.bare === room) return 'room'
  if (to.bare === guest.bare) return ofAccount(stanza)
  if (to.full === guest.domain) return ofService(stanza)
  throw new StanzaError('not-allowed', `A guest may write to ${room} and its occupants only.`)
}

function requireIq(iq: Element): void {
  if (IQ_TYPES.includes(attr(iq, 'type') ?? '') && attr(iq, 'id') !== undefined) return
  throw new StanzaError('bad-request', 'An IQ needs an id, and the type get, set, result or error.')
}

function ofAccount(stanza: Element): Destination {
  if (stanza.name === 'message') throw new StanzaError('service-unavailable', 'A guest has no messages to themselves.')
  return stanza.name === 'presence' || isAnswer(stanza) ? 'nowhere' : 'account'
}

function ofService(stanza: Element): Destination {
  if (stanza.name === 'presence') return 'nowhere'
  if (isAnswer(stanza)) return 'service'
  const [request] = childElements(stanza)
  const key = `${attr(stanza, 'type')} ${request?.name} ${request && attr(request, 'xmlns')}`
  // RFC 3921 §3: older clients ask the domain for a session.
  if (key === `set session ${STREAM_NS.session}`) return 'account'
  if (stanza.name === 'iq' && SERVICE_REQUESTS.includes(key)) return 'service'
  throw new StanzaError('not-allowed', 'A guest may ask the service for disco, ping, vCard and version only.')
}

function isAnswer(stanza: Element): boolean {
  const type = attr(stanza, 'type')
  return type === 'error' || (stanza.name === 'iq' && type === 'result')
}
