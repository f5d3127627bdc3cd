import { isLeaving } from '../invites/clearing.js'
import type { Capability } from '../muc/capability.js'
import type { Sent } from '../muc/context.js'
import { mapOf } from '../muc/model/room.js'
import { attr, childElements, type Element } from '../stanza/element.js'
import { StanzaError } from '../stanza/error.js'
import { NS } from '../stanza/namespaces.js'
import { isGuestAddress } from './guest-address.js'

/** What a guest may ask the service: what it is, whether it answers, its vCard and its version. */
const OF_SERVICE: readonly string[] = [NS.discoInfo, NS.discoItems, NS.ping, NS.vcard, NS.version]

/**
 * Our own decision: a guest reaches the room of the link and its occupants, and asks the service what it is. A guest
 * registers nowhere, invites nobody, and creates no room; nobody creates a room at the address of a guest.
 */
export const guestReach: Capability = {
  maySend(sent) {
    const { from, to, stanza, settings } = sent
    if (!isGuestAddress(from.bare, settings.domain) || isPassive(stanza)) return
    if (to.local === '') refuseAtService(stanza)
    else refuseOutsideOwnRoom(sent)
  },

  initialConfig({ to, settings }) {
    if (!isGuestAddress(to, settings.domain)) return {}
    throw new StanzaError('not-allowed', 'This address is reserved for guests; choose another name for the room.')
  },
}

/** An error, an answer, or a presence by which a client goes: these are never refused (RFC 6120 §8.3.1). */
function isPassive(stanza: Element): boolean {
  const type = attr(stanza, 'type')
  // A message of the type result is no answer: rooms read it as a normal one (RFC 6121 §5.2.2).
  const isAnswer = stanza.name === 'iq' && type === 'result'
  return type === 'error' || isAnswer || (stanza.name === 'presence' && type === 'unavailable')
}

function refuseAtService(stanza: Element): void {
  const [payload] = childElements(stanza)
  const isQuestion = stanza.name === 'iq' && attr(stanza, 'type') === 'get' && payload !== undefined
  if (isQuestion && attr(payload, 'node') === undefined && OF_SERVICE.includes(payload.getNS() ?? '')) return
  throw new StanzaError('not-allowed', 'Guests cannot do this; it needs an XMPP account.')
}

function refuseOutsideOwnRoom({ rooms, from, to, stanza }: Sent): void {
  const room = rooms.get(to.bare)
  const guest = room && mapOf(room, 'guest').get(from.bare)
  if (!guest || isLeaving(room, guest)) {
    throw new StanzaError('not-allowed', 'A guest may write only to the room of the link, while the link lets them in.')
  }
  const isRegistration = stanza.name === 'iq' && childElements(stanza).some(child => child.getNS() === NS.register)
  if (isRegistration) throw new StanzaError('not-allowed', 'Guests cannot register; it needs an XMPP account.')
  if (stanza.getChild('x', NS.mucUser)?.getChild('invite')) {
    throw new StanzaError('not-allowed', 'Guests cannot invite other people.')
  }
}
