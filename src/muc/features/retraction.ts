import { attr, type Element } from '../../stanza/element.js'
import { StanzaError } from '../../stanza/error.js'
import { bareOf } from '../../stanza/jid.js'
import { NS } from '../../stanza/namespaces.js'
import type { Capability } from '../capability.js'
import { replaceWithTombstone } from '../operations/replace-with-tombstone.js'

/**
 * XEP-0424: who said something takes it back. The retraction itself is passed on, and kept in the archive; what it names
 * by the room's own id gives way to a tombstone. What the room does not keep it cannot judge: the clients do.
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
      throw new StanzaError('bad-request', `Only the room says so; ask it to moderate a message by ${NS.moderate}.`)
    }
    const { sender = '' } = found.message ?? {}
    if (sender !== '' && bareOf(sender) !== from.bare) {
      throw new StanzaError('forbidden', 'Only who wrote a message may retract it.')
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
