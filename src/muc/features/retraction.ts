import { attr, type Element } from '../../stanza/element.js'
import { StanzaError } from '../../stanza/error.js'
import { bareOf } from '../../stanza/jid.js'
import { NS } from '../../stanza/namespaces.js'
import type { Capability } from '../capability.js'
import { replaceWithTombstone } from '../operations/replace-with-tombstone.js'

/**
 * XEP-0424: an author retracts a message. The room reflects and archives the retraction, and replaces the message with
 * a tombstone if it knows the stanza id. It cannot check a retraction of a message that it has not stored: clients do
 * that.
 */
export const retraction: Capability = {
  features: room => (room.record.config.logging ? [NS.retract, `${NS.retract}#tombstone`] : []),

  lookUp(stanza, to) {
    const id = retractedId(stanza)
    if (id === undefined || attr(stanza, 'type') !== 'groupchat' || to.resource !== '') return undefined
    return { message: { room: to.bare, id } }
  },

  onReflecting({ message, from, found }) {
    if (message.getChild('retract', NS.retract)?.getChild('moderated')) {
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
    const original = found.message
    if (!original || original.sender === '' || retractedId(message) !== original.id) return
    replaceWithTombstone(context, original, { id: attr(reflected, 'id') ?? batch.newId() })
  },
}

function retractedId(message: Element): string | undefined {
  const retract = message.name === 'message' ? message.getChild('retract', NS.retract) : undefined
  return retract && attr(retract, 'id')
}
