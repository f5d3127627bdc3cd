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
 * XEP-0045 §7.8.2: the inviter gets item-not-found if the invitation bounces. A bounce may arrive before the server has
 * confirmed the delivery, or much later from another server. It counts only if it has the id of the invitation and
 * comes from the invitee or the invitee's server: others must not forge it.
 */
export const invitationBounce: Capability = {
  lookUp(stanza, to) {
    const id = attr(stanza, 'id') ?? ''
    const isBounce = stanza.name === 'message' && attr(stanza, 'type') === 'error' && to.resource === ''
    if (!isBounce || to.local === '' || !isInvitationId(id)) return undefined
    return {
      sentInvitation: id,
      affectedBy: change => change.kind === 'sent-invitation' && (change.was ?? change.now)?.id === id,
    }
  },

  onError(context) {
    const { batch, capabilities } = context
    const invitation = context.found.sentInvitation
    if (!invitation || !isBounceOf(context, invitation)) return 'pass'
    // Without its record, a second bounce is ignored.
    batch.change({ kind: 'sent-invitation', was: invitation, now: undefined })
    const bounced = { ...context, invitation, condition: conditionOf(context.stanza) }
    if (!capabilities.some(capability => capability.onInvitationBounced?.(bounced) === 'handled'))
      notifyInviter(bounced)
    return 'handled'
  },
}

function isBounceOf({ room, from }: ErrorStanza, { roomId, invited }: SentInvitation): boolean {
  return roomId === room.record.id && (from.bare === invited || from.full === domainOf(invited))
}

/** RFC 6120 §8.3.2, §8.3.3.21: an error without a condition is an undefined-condition. */
function conditionOf(stanza: Element): string {
  const named = childElements(stanza.getChild('error') ?? stanza).find(child => child.getNS() === NS.stanzas)
  return named && /^[a-z-]{1,40}$/.test(named.name) ? named.name : 'undefined-condition'
}

function notifyInviter({ room, batch, invitation }: InvitationBounced): void {
  const { invited } = invitation
  const inviter = parseJid(invitation.inviter)
  if (!inviter) return
  const original = xml('x', NS.mucUser, xml('invite', { to: invited }))
  const message = xml('message', { from: inviter.full, to: room.record.jid, id: batch.newId() }, original)
  const text = `The invitation did not reach ${invited}: the account does not exist or does not accept invitations.`
  const refusal = errorReply(message, new StanzaError('item-not-found', text))
  if (refusal) batch.send(refusal, inviterSessions(room, inviter))
}
