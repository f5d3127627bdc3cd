import { attr, type Element, escapeXML, parseElement } from '../../stanza/element.js'
import { StanzaError } from '../../stanza/error.js'
import { bareOf } from '../../stanza/jid.js'
import { NS } from '../../stanza/namespaces.js'
import { isModerated, retractedId } from '../../stanza/retraction.js'
import type { Capability } from '../capability.js'
import { replaceWithTombstone } from '../operations/replace-with-tombstone.js'

/**
 * XEP-0424: an author retracts a message, in the form of today or of the version before it. The room reflects and archives
 * the retraction, and replaces the message with a tombstone. Clients name the message by the room's stanza id, or by the id
 * that they gave it themselves. It cannot check a retraction of a message that it has not stored: clients do that.
 */
export const retraction: Capability = {
  features: room => (room.record.config.logging ? [NS.retract, `${NS.retract}#tombstone`, NS.retract0] : []),

  lookUp(stanza, to) {
    const id = retractedId(stanza)
    if (id === undefined || attr(stanza, 'type') !== 'groupchat' || to.resource !== '') return undefined
    const user = bareOf(attr(stanza, 'from') ?? '')
    return { message: { room: to.bare, id }, ownMessages: { room: to.bare, user, containing: escapeXML(id) } }
  },

  onReflecting({ message, from, found }) {
    if (isModerated(message)) {
      throw new StanzaError(
        'bad-request',
        `Only the room may send <moderated/>; request the moderation of a message by ${NS.moderate}.`,
      )
    }
    const { sender = '' } = found.message ?? {}
    if (sender !== '' && bareOf(sender) !== from.bare) {
      throw new StanzaError('forbidden', 'Only the author of a message may retract it.')
    }
  },

  onReflected(context) {
    const { message, reflected, found, batch } = context
    const id = retractedId(message)
    const original = found.message ?? found.ownMessages?.find(({ stanza }) => hasOwnId(parseElement(stanza), id))
    if (id === undefined || !original || original.sender === '') return
    replaceWithTombstone(context, original, { id: attr(reflected, 'id') ?? batch.newId() })
  },
}

/** Whether the client gave the message this id: as the id of the stanza or as origin id (XEP-0359). */
function hasOwnId(message: Element, id: string | undefined): boolean {
  const origin = message.getChild('origin-id', NS.stanzaId)
  return id === attr(message, 'id') || (origin !== undefined && id === attr(origin, 'id'))
}
