import { parseElement, xml } from '../../../stanza/element.js'
import { StanzaError } from '../../../stanza/error.js'
import { NS } from '../../../stanza/namespaces.js'
import type { Capability } from '../../capability.js'
import type { RoomQuery } from '../../context.js'
import { affiliationOf } from '../../model/room.js'
import { readVcard } from '../../operations/read-vcard.js'
import { setVcard } from '../../operations/set-vcard.js'

/**
 * XEP-0486: the avatar of the room, a photo in its vCard (XEP-0054). Owners set it; anyone who knows the address of the
 * room may see it. The room publishes the hash in disco#info, and for older clients in its own presence (XEP-0153).
 */
export const avatar: Capability = {
  serviceFeatures: [NS.vcard],
  features: () => [NS.vcard],
  roomInfo: ({ photoHashes }) =>
    photoHashes.length === 0
      ? []
      : [{ name: 'muc#roominfo_avatarhash', type: 'text-multi', label: 'Avatar hash', values: photoHashes }],
  roomExtensions: ({ room }) => [xml('x', NS.vcardUpdate, xml('photo', {}, room.photoHashes[0] ?? ''))],

  lookUp(stanza, to) {
    const isOfRoom = stanza.name === 'iq' && to.local !== '' && to.resource === ''
    return isOfRoom && stanza.getChild('vCard', NS.vcard) ? { vcard: to.bare } : undefined
  },

  onQuery(query) {
    const { namespace, payload, type } = query
    if (namespace !== NS.vcard || payload.getName() !== 'vCard') return 'pass'
    if (type === 'get') answerVcard(query)
    else replaceVcard(query)
    return 'handled'
  },

  /** XEP-0486 §3.1: the service advertises vCards, so it needs one of its own. */
  onServiceQuery({ namespace, type, answer }) {
    if (namespace !== NS.vcard || type !== 'get') return 'pass'
    answer(xml('vCard', NS.vcard, xml('FN', {}, 'Chat rooms')))
    return 'handled'
  },
}

function answerVcard({ found, answer }: RoomQuery): void {
  if (found.vcard === undefined) throw new StanzaError('item-not-found', 'This room has no vCard.')
  answer(parseElement(found.vcard))
}

function replaceVcard(query: RoomQuery): void {
  const { room, from, payload, settings } = query
  if (affiliationOf(room, from.bare) !== 'owner') {
    throw new StanzaError('forbidden', 'Only an owner may set the avatar of the room.')
  }
  const now = readVcard(payload, settings.digests)
  setVcard(query, now)
}
