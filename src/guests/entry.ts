import { checkLink, openAdmission } from '../invites/check-admission.js'
import type { Grant } from '../invites/invite-terms.js'
import type { OpenInvite } from '../invites/open-invite.js'
import { recordEvent } from '../invites/record-event.js'
import type { Capability } from '../muc/capability.js'
import type { PresenceContext, RoomContext } from '../muc/context.js'
import type { Role } from '../muc/model/role.js'
import { isInside, mapOf, occupantsOf, type Room } from '../muc/model/room.js'
import { StanzaError } from '../stanza/error.js'
import { refuseIfGuestsOff } from './allows-guests.js'
import type { Guest } from './guest.js'
import { isGuestAddress } from './guest-address.js'
import { openLinkOf } from './link-of-guest.js'

const ROLES: Readonly<Record<Grant, Role>> = { visitor: 'visitor', member: 'participant', moderator: 'moderator' }

/**
 * Our own decision: a guest enters the room of the link without an affiliation, also if the room is members-only or has a
 * password. The first entry counts as a use of the link.
 */
export const guestEntry: Capability = {
  onEntering(entering) {
    const { room, from, settings } = entering
    if (!isGuestAddress(from.bare, settings.domain)) return false
    const guest = mapOf(room, 'guest').get(from.bare)
    if (!guest) throw new StanzaError('forbidden', 'You are no guest of this room any more; open the link again.')
    if (!isInside(room, from.bare)) letIn(entering, guest)
    return true
  },

  admittedRole({ room, openInvites }, user) {
    const guest = mapOf(room, 'guest').get(user)
    return guest && ROLES[openInvites.byLinkId(room.record.id, guest.linkId)?.terms.grants ?? 'visitor']
  },

  /** All clients of a guest are one occupant (XEP-0045 §7.2.8). */
  mayEnter({ room, from, nick, settings }) {
    if (!isGuestAddress(from.bare, settings.domain)) return
    const other = occupantsOf(room, from.bare).find(occupant => occupant.nick !== nick)
    if (other) throw new StanzaError('conflict', `You are in this room as ${other.nick}; use this nick here, too.`)
  },
}

/** Throws `registration-required` while the guest waits, and `not-authorized` if the link lets the guest in no more. */
function letIn(entering: PresenceContext & RoomContext, was: Guest): void {
  const { batch, room, from } = entering
  if (was.state === 'waiting') {
    throw new StanzaError('registration-required', 'Please wait: a moderator decides whether you may join.')
  }
  const invite = openLinkOf(entering, room, was)
  if (!invite) {
    throw new StanzaError('not-authorized', 'The link by which you came has ended; ask for a new one.')
  }
  if (!was.hasEntered) useLink(entering, room, { invite, guest: was })
  const now = { ...was, hasEntered: true, seenAt: batch.at }
  batch.change({ kind: 'guest', room: room.record.jid, key: from.bare, was, now })
}

/** The link may have changed since the guest was made. */
function useLink(context: PresenceContext, room: Room, { invite, guest }: { invite: OpenInvite; guest: Guest }): void {
  const { batch, from } = context
  refuseIfGuestsOff(context, room, invite)
  checkLink(context, invite)
  openAdmission(room, invite)
  batch.change({ kind: 'open-invite', was: invite, now: { ...invite, uses: invite.uses + 1 } })
  const by = guest.approvedBy === '' ? from.bare : guest.approvedBy
  recordEvent(context, invite, { event: 'used', by, user: from.bare, name: guest.name })
}
