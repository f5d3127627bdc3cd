import { parseElement, xml } from '../../../stanza/element.js'
import { StanzaError } from '../../../stanza/error.js'
import { NS } from '../../../stanza/namespaces.js'
import type { Capability } from '../../capability.js'
import type { RoomQuery } from '../../context.js'
import { affiliationOf, allSessions } from '../../model/room.js'
import { sendRoomPresence } from '../../operations/broadcast-room-presence.js'
import { sendConfigStatus } from '../../operations/configure-room.js'
import { readVcard } from './vcard.js'

/**
 * XEP-0486: the room's avatar, a photo in its vCard (XEP-0054). Everybody who knows of the room may see it; owners set
 * it. The room tells of it in disco#info, and in its own presence (XEP-0153) for clients that look there.
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
    if (type === 'get') show(query)
    else replace(query)
    return 'handled'
  },

  /** XEP-0486 §3.1 has the service, too, say that it knows vCards: so it has one. */
  onServiceQuery({ namespace, type, answer }) {
    if (namespace !== NS.vcard || type !== 'get') return 'pass'
    answer(xml('vCard', NS.vcard, xml('FN', {}, 'Chat rooms')))
    return 'handled'
  },
}

function show({ found, answer }: RoomQuery): void {
  if (found.vcard === undefined) throw new StanzaError('item-not-found', 'This room has no vCard.')
  answer(parseElement(found.vcard))
}

function replace(query: RoomQuery): void {
  const { room, from, payload, settings, batch, capabilities, found } = query
  if (affiliationOf(room, from.bare) !== 'owner') {
    throw new StanzaError('forbidden', 'Only an owner may set the avatar of the room.')
  }
  const now = readVcard(payload, settings.digests)
  query.answer()
  if (now?.text === found.vcard) return
  const was = { photoHashes: room.photoHashes }
  batch.change({ kind: 'vcard', room: room.record.jid, was, now })
  sendConfigStatus(query)
  sendRoomPresence(query, allSessions(room))
  for (const capability of capabilities) capability.onAvatarChanged?.(query)
}
