import { attr, childElements, type Element, xml } from '../../stanza/element.js'
import { StanzaError } from '../../stanza/error.js'
import { reasonGiven } from '../../stanza/muc-user.js'
import { NS } from '../../stanza/namespaces.js'
import { type ModerationRequest, moderationElements, moderationIn } from '../../stanza/retraction.js'
import type { Capability } from '../capability.js'
import type { RoomQuery } from '../context.js'
import type { Occupant } from '../model/occupant.js'
import { allSessions, occupantOf } from '../model/room.js'
import { replaceWithTombstone } from '../operations/replace-with-tombstone.js'
import { messageExtensions } from '../operations/sanitise-message.js'
import { storeMessage } from '../operations/store-message.js'

/** In characters. */
const LONGEST_ID = 1023

/**
 * XEP-0425: a moderator retracts a message of an occupant, by a request in the form of today or of the version before it.
 * All occupants are notified in both forms, and a tombstone replaces the
 * message. A room without an archive forgets its messages, so there it cannot check the id that the moderator gives.
 */
export const moderation: Capability = {
  features: () => [NS.moderate, NS.moderate0],

  lookUp(stanza, to) {
    const [payload] = childElements(stanza)
    const request = stanza.name === 'iq' && payload ? moderationIn(payload) : undefined
    return request && request.id !== '' ? { message: { room: to.bare, id: request.id } } : undefined
  },

  onQuery(query) {
    const { type, payload, room, found } = query
    const request = type === 'set' ? moderationIn(payload) : undefined
    if (!request) return 'pass'
    const moderator = moderatorOf(query)
    refuseMalformed(request)
    if (!found.message && (room.record.config.logging || request.id.length > LONGEST_ID)) {
      throw new StanzaError('item-not-found', 'This room keeps no message with this id.')
    }
    retract(query, moderator, request)
    return 'handled'
  },
}

function moderatorOf({ room, from }: RoomQuery): Occupant {
  const occupant = occupantOf(room, from.full)
  if (occupant?.role === 'moderator') return occupant
  throw new StanzaError('forbidden', "Only moderators in the room may moderate others' messages.")
}

/** The only kind of moderation is retraction. */
function refuseMalformed({ id, asksToRetract }: ModerationRequest): void {
  if (id === '') throw new StanzaError('bad-request', 'The attribute "id" of the message is missing.')
  if (!asksToRetract) {
    throw new StanzaError(
      'feature-not-implemented',
      `A message can be moderated by <retract xmlns="${NS.retract}"/> only.`,
    )
  }
}

function retract(query: RoomQuery, moderator: Occupant, { id, reason }: ModerationRequest): void {
  const { room, batch, found } = query
  const { jid } = room.record
  const details = (namespace: string) => [moderated(query, moderator, namespace), ...reasonGiven(reason)]
  const message = xml('message', { from: jid, id: batch.newId(), type: 'groupchat' })
  message.append(...moderationElements(id, details))
  message.append(xml('stanza-id', { xmlns: NS.stanzaId, by: jid, id: batch.newId() }))
  if (found.message) {
    const retracted = { id: attr(message, 'id') ?? '', extensions: details(NS.moderate) }
    replaceWithTombstone(query, found.message, retracted)
  }
  storeMessage(query, message, { sender: '', nick: '' })
  batch.send(message, allSessions(room))
}

/** Names the moderator as the occupants know them: by occupant JID and occupant id. */
function moderated(context: RoomQuery, occupant: Occupant, namespace: string): Element {
  const ids = messageExtensions(context, occupant).filter(extension => extension.getNS() === NS.occupantId)
  return xml('moderated', { xmlns: namespace, by: `${context.room.record.jid}/${occupant.nick}` }, ...ids)
}
