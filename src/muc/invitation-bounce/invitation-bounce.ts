import { attr, type Element, parseElement, xml } from '../../stanza/element.js'
import { errorReply, StanzaError } from '../../stanza/error.js'
import { parseJid } from '../../stanza/jid.js'
import { NS } from '../../stanza/namespaces.js'
import type { Capability, ErrorStanza } from '../capability.js'
import { inviterSessions } from '../inviter.js'

/**
 * XEP-0045 §7.8.2: who invited somebody that does not exist is told item-not-found. Servers send the invitation back
 * before they confirm that they have it, so it is still among the deliveries: nobody can make us believe in another one.
 */
export const invitationBounce: Capability = {
  lookUp(stanza, to) {
    const id = attr(stanza, 'id')
    const isBounce = stanza.name === 'message' && attr(stanza, 'type') === 'error' && to.resource === ''
    return isBounce && to.local !== '' && id ? { delivery: id } : undefined
  },

  onError(context) {
    const invite = invitationSentBack(context)
    const inviter = invite && parseJid(attr(invite, 'from') ?? '')
    if (!inviter) return 'pass'
    const { room, batch, from } = context
    const asked = xml('x', NS.mucUser, xml('invite', { to: from.bare }))
    const message = xml('message', { from: inviter.full, to: room.record.jid, id: batch.newId() }, asked)
    const text = `The invitation did not reach ${from.bare}: there is no such account, or it takes no invitations.`
    const refusal = errorReply(message, new StanzaError('item-not-found', text))
    if (refusal) batch.send(refusal, inviterSessions(room, inviter))
    return 'handled'
  },
}

/** The `<invite/>` that this error is about. */
function invitationSentBack({ found, from, room }: ErrorStanza): Element | undefined {
  if (found.delivery === undefined) return undefined
  const message = parseElement(found.delivery)
  const isOurs = attr(message, 'from') === room.record.jid && parseJid(attr(message, 'to') ?? '')?.bare === from.bare
  return isOurs ? message.getChild('x', NS.mucUser)?.getChild('invite') : undefined
}
