import { attr, childElements, type Element, xml } from '../../stanza/element.js'
import { errorReply, StanzaError } from '../../stanza/error.js'
import { domainOf, parseJid } from '../../stanza/jid.js'
import { NS } from '../../stanza/namespaces.js'
import type { Capability } from '../capability.js'
import type { ErrorStanza, InvitationBounced } from '../context.js'
import type { SentInvitation } from '../model/sent-invitation.js'
import { isInvitationId } from '../operations/deliver-invitation.js'
import { inviterSessions } from '../operations/invite-member.js'

/**
 * XEP-0045 §7.8.2: who invited somebody that cannot be reached is told item-not-found. An invitation comes back at once,
 * before the server confirms that it has it, or much later from another server. Believed is what names it by its id, and
 * comes from the invited person or their server.
 */
export const invitationBounce: Capability = {
  lookUp(stanza, to) {
    const id = attr(stanza, 'id') ?? ''
    const isBounce = stanza.name === 'message' && attr(stanza, 'type') === 'error' && to.resource === ''
    return isBounce && to.local !== '' && isInvitationId(id) ? { sentInvitation: id } : undefined
  },

  onError(context) {
    const { batch, capabilities } = context
    const invitation = context.found.sentInvitation
    if (!invitation || !isSentBack(context, invitation)) return 'pass'
    // What comes back a second time is no news.
    batch.change({ kind: 'sent-invitation', was: invitation, now: undefined })
    const bounced = { ...context, invitation, condition: conditionOf(context.stanza) }
    if (!capabilities.some(capability => capability.onInvitationBounced?.(bounced) === 'handled')) tellInviter(bounced)
    return 'handled'
  },
}

function isSentBack({ room, from }: ErrorStanza, { roomId, invited }: SentInvitation): boolean {
  return roomId === room.record.id && (from.bare === invited || from.full === domainOf(invited))
}

/** RFC 6120 §8.3.2, §8.3.3.21: what names no condition has none that is defined. */
function conditionOf(stanza: Element): string {
  const named = childElements(stanza.getChild('error') ?? stanza).find(child => child.getNS() === NS.stanzas)
  return named && /^[a-z-]{1,40}$/.test(named.name) ? named.name : 'undefined-condition'
}

function tellInviter({ room, batch, invitation }: InvitationBounced): void {
  const { invited } = invitation
  const inviter = parseJid(invitation.inviter)
  if (!inviter) return
  const asked = xml('x', NS.mucUser, xml('invite', { to: invited }))
  const message = xml('message', { from: inviter.full, to: room.record.jid, id: batch.newId() }, asked)
  const text = `The invitation did not reach ${invited}: there is no such account, or it takes no invitations.`
  const refusal = errorReply(message, new StanzaError('item-not-found', text))
  if (refusal) batch.send(refusal, inviterSessions(room, inviter))
}
