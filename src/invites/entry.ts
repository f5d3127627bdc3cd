import type { Capability } from '../muc/capability.js'
import type { Asker, PresenceContext, RoomContext } from '../muc/context.js'
import { isAtLeast } from '../muc/model/affiliation.js'
import { affiliationOf } from '../muc/model/room.js'
import { passwordIn } from '../muc/operations/entry-password.js'
import { refuseGone } from '../muc/operations/leave-tombstone.js'
import { isPassword } from '../muc/operations/room-password.js'
import { SpecificError, StanzaError } from '../stanza/error.js'
import { NS } from '../stanza/namespaces.js'
import { stricter } from './invite-terms.js'
import { hasEnded, isForDomainOf } from './open-invite.js'
import { parseOpenInviteId } from './parse-open-invite-id.js'
import { joinByLink } from './redeem.js'
import { isOpenFor } from './rights.js'

const EXPIRED = { name: 'expired-token', xmlns: NS.tokenInvite } as const

/**
 * MUC Token Invite, "Using a token": a person who enters with the id of an open invite as the password is admitted. For
 * a member the id counts as the room's password and is not a use, since clients keep it in their bookmarks. The room's
 * own password is never read as an id.
 */
export const openInviteEntry: Capability = {
  onEntering(entering) {
    const { room, settings } = entering
    const given = passwordIn(entering)
    const isRoomPassword = isPassword(given, room, settings.digests)
    const id = given === undefined || isRoomPassword ? undefined : parseOpenInviteId(given)
    return id !== undefined && joinsOnEntry(entering, id)
  },

  /** Our own decision: without it, no client would ask for the link (XEP-0045 §7.2.5). */
  invitationPrompt(asker) {
    if (!isOpenByLink(asker)) return undefined
    return asker.password === undefined
      ? 'Only members may enter this room. Do you have a link to it? Paste the link, or its id, as the password.'
      : 'This is no link to this room that is valid now. Paste the whole link, or its id, as the password.'
  },

  /** A link to a destroyed room must not create an empty room with its address. */
  initialConfig(entry) {
    if (parseOpenInviteId(passwordIn(entry) ?? '') !== undefined) {
      refuseGone(entry, entry.to, entry.from.bare)
      throw new StanzaError(
        'item-not-found',
        'There is no such room. To create it, enter without a password or with another one.',
      )
    }
    return {}
  },
}

/**
 * Whether the id opens the room. False also for outcasts and for locked or archived rooms: other hooks refuse those.
 */
function joinsOnEntry(entering: PresenceContext & RoomContext, id: string): boolean {
  const { batch, room, openInvites, from, nick } = entering
  const invite = openInvites.get(id)
  const isOurs = invite?.roomId === room.record.id
  const affiliation = affiliationOf(room, from.bare)
  if (affiliation === 'outcast' || room.record.locked || room.record.archived) return false
  // Also if the link has ended: its members may have no other password in their bookmarks.
  if (isAtLeast(affiliation, 'member')) return isOurs
  if (!isOurs || !isOpenFor(room, invite) || hasEnded(invite, batch.at)) {
    // In a members-only room without a password, an unknown id can only be the id of an ended link.
    const { membersOnly, password } = room.record.config
    if (!isOurs && (!membersOnly || password !== '')) return false
    throw new SpecificError('not-authorized', EXPIRED, 'This invite has expired; ask for a new one.')
  }
  joinByLink(entering, { invite, room, joiner: { jid: from.bare, name: nick }, isEntering: true })
  return true
}

/** Whether a link of the room would admit this person now, or let them ask a moderator. */
function isOpenByLink({ batch, openInvites, room, from }: Asker): boolean {
  const { id, config } = room.record
  return openInvites.someOfRoom(id, invite => {
    const { paused, admission } = invite.terms
    const admits = !paused && stricter(config.autoRegister, admission) !== 'lock' && isForDomainOf(invite, from.bare)
    return admits && !hasEnded(invite, batch.at) && isOpenFor(room, invite)
  })
}
