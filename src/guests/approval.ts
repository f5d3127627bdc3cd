import { recordEvent } from '../invites/record-event.js'
import { mayMakeLink } from '../invites/rights.js'
import type { Capability } from '../muc/capability.js'
import type { RegistrationAnswered } from '../muc/context.js'
import { mapOf } from '../muc/model/room.js'
import { withdrawRegistration } from '../muc/operations/request-registration.js'
import { roomTitle, textMessage } from '../muc/operations/text-message.js'
import { Refusal } from '../rooms-api/refusal.js'
import { endGuest } from './end.js'
import type { Guest } from './guest.js'

/** A moderator answers the request of a guest, by form, command, REST or a line of text. */
export const guestApproval: Capability = {
  registrationOrigin({ room }, request) {
    const isGuest = [...mapOf(room, 'guest').values()].some(
      ({ name, linkId }) => name === request.nick && linkId === request.via,
    )
    return isGuest ? ', as a guest' : ''
  },

  onRegistrationAnswered(answered) {
    const { room, user, isAllowed } = answered
    const guest = mapOf(room, 'guest').get(user)
    if (!guest) return 'pass'
    if (isAllowed) approve(answered, guest)
    else decline(answered, guest)
    return 'handled'
  },
}

/** The guest is let in without an affiliation. The link is checked when the guest enters. */
function approve(answered: RegistrationAnswered, was: Guest): void {
  const { batch, room, user, by, openInvites } = answered
  const grants = openInvites.byLinkId(room.record.id, was.linkId)?.terms.grants ?? 'member'
  if (!mayMakeLink(room, by, grants)) {
    throw new Refusal(
      'not-a-moderator',
      'This link grants moderator; only an owner of the room can approve the request.',
    )
  }
  withdrawRegistration(answered, user)
  const now: Guest = { ...was, state: 'admitted', approvedBy: by, seenAt: batch.at }
  batch.change({ kind: 'guest', room: room.record.jid, key: user, was, now })
  tell(answered, `Approved: you may join ${roomTitle(room)} now.`)
}

function decline(answered: RegistrationAnswered, { linkId, name }: Guest): void {
  const { room, user, by } = answered
  tell(answered, `Declined: your request to join ${roomTitle(room)}.`)
  endGuest(answered, user)
  recordEvent(answered, { linkId, roomId: room.record.id }, { event: 'declined', by, user, name })
}

/** Not by the outbox, whose messages go to the XMPP server: without a connection, the guest reads it on the page. */
function tell(answered: RegistrationAnswered, text: string): void {
  const { batch, user } = answered
  batch.send(textMessage(answered, { user, text }), [user])
}
