import { attr, childElements, type Element, xml } from '../../stanza/element.js'
import { StanzaError } from '../../stanza/error.js'
import { reasonGiven } from '../../stanza/muc-user.js'
import { NS } from '../../stanza/namespaces.js'
import type { Capability } from '../capability.js'
import type { RoomQuery } from '../context.js'
import type { Occupant } from '../model/occupant.js'
import { allSessions, occupantOf } from '../model/room.js'
import { replaceWithTombstone } from '../operations/replace-with-tombstone.js'
import { storeMessage } from '../operations/store-message.js'

/** In characters. */
const LONGEST_ID = 1023

/**
 * XEP-0425: a moderator retracts a message of an occupant. All occupants are notified, and a tombstone replaces the
 * message. A room without an archive forgets its messages, so there it cannot check the id that the moderator gives.
 */
export const moderation: Capability = {
  features: () => [NS.moderate],

  lookUp(stanza, to) {
    const [payload] = childElements(stanza)
    const id = payload?.is('moderate', NS.moderate) ? attr(payload, 'id') : undefined
    return stanza.name === 'iq' && id !== undefined ? { message: { room: to.bare, id } } : undefined
  },

  onQuery(query) {
    const { namespace, type, payload, room, found } = query
    if (namespace !== NS.moderate || type !== 'set' || payload.getName() !== 'moderate') return 'pass'
    const moderator = moderatorOf(query)
    const id = readRequest(payload)
    if (!found.message && (room.record.config.logging || id.length > LONGEST_ID)) {
      throw new StanzaError('item-not-found', 'This room keeps no message with this id.')
    }
    retract(query, moderator, id)
    return 'handled'
  },
}

function moderatorOf({ room, from }: RoomQuery): Occupant {
  const occupant = occupantOf(room, from.full)
  if (occupant?.role === 'moderator') return occupant
  throw new StanzaError('forbidden', "Only moderators in the room may moderate others' messages.")
}

/** Returns the id of the message. The only kind of moderation is retraction. */
function readRequest(moderate: Element): string {
  const id = attr(moderate, 'id') ?? ''
  if (id === '') throw new StanzaError('bad-request', 'The attribute "id" of the message is missing.')
  if (!moderate.getChild('retract', NS.retract)) {
    throw new StanzaError(
      'feature-not-implemented',
      `A message can be moderated by <retract xmlns="${NS.retract}"/> only.`,
    )
  }
  return id
}

function retract(query: RoomQuery, moderator: Occupant, id: string): void {
  const { room, batch, payload, found } = query
  const { jid } = room.record
  const details = () => [moderated(query, moderator), ...reasonGiven(payload.getChildText('reason') ?? undefined)]
  const message = xml('message', { from: jid, id: batch.newId(), type: 'groupchat' })
  message.append(xml('retract', { xmlns: NS.retract, id }, ...details()))
  message.append(xml('stanza-id', { xmlns: NS.stanzaId, by: jid, id: batch.newId() }))
  if (found.message)
    replaceWithTombstone(query, found.message, { id: attr(message, 'id') ?? '', extensions: details() })
  storeMessage(query, message, { sender: '', nick: '' })
  batch.send(message, allSessions(room))
}

/** Names the moderator as the occupants know them: by occupant JID and occupant id. */
function moderated(context: RoomQuery, occupant: Occupant): Element {
  const extensions = context.capabilities.flatMap(
    capability => capability.messageExtensions?.({ ...context, occupant }) ?? [],
  )
  const ids = extensions.filter(extension => extension.getNS() === NS.occupantId)
  return xml('moderated', { xmlns: NS.moderate, by: `${context.room.record.jid}/${occupant.nick}` }, ...ids)
}
