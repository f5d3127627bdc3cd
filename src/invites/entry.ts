import type { Capability } from '../muc/capability.js'
import type { PresenceContext, RoomContext } from '../muc/context.js'
import { isAtLeast } from '../muc/model/affiliation.js'
import { affiliationOf } from '../muc/model/room.js'
import { passwordIn } from '../muc/operations/entry-password.js'
import { refuseGone } from '../muc/operations/leave-tombstone.js'
import { isPassword } from '../muc/operations/room-password.js'
import { SpecificError, StanzaError } from '../stanza/error.js'
import { NS } from '../stanza/namespaces.js'
import { hasEnded, parseOpenInviteId } from './open-invite.js'
import { admit } from './redeem.js'
import { isOpenFor } from './rights.js'

const EXPIRED = { name: 'expired-token', xmlns: NS.tokenInvite } as const

/**
 * MUC Token Invite, "Using a token": who enters with the id of an open invite as the password becomes a member. To a
 * member it does nothing but open the room, for clients keep it in their bookmarks. The room's own password is never
 * taken for an id.
 */
export const openInviteEntry: Capability = {
  onEntering(entering) {
    const { room, settings } = entering
    const given = passwordIn(entering)
    const isRoomPassword = isPassword(given, room, settings.digests)
    const id = given === undefined || isRoomPassword ? undefined : parseOpenInviteId(given)
    return id !== undefined && entersBy(entering, id)
  },

  /** Who follows a link to a room that is gone wants that one, and does not make an empty one by a mistake. */
  initialConfig(entry) {
    if (parseOpenInviteId(passwordIn(entry) ?? '') !== undefined) {
      refuseGone(entry, entry.to, entry.from.bare)
      throw new StanzaError('item-not-found', 'There is no such room. Make it with no password, or another one.')
    }
    return {}
  },
}

/** What is stronger than any link (a ban, a room that is not there yet or no more) is told by others. */
function entersBy(entering: PresenceContext & RoomContext, id: string): boolean {
  const { batch, room, openInvites, from, nick } = entering
  const invite = openInvites.get(id)
  const isOurs = invite?.roomId === room.record.id
  const affiliation = affiliationOf(room, from.bare)
  if (affiliation === 'outcast' || room.record.locked || room.record.archived) return false
  // One that has ended, too: its members may know no other password than the one in their bookmarks.
  if (isAtLeast(affiliation, 'member')) return isOurs
  if (!isOurs || !isOpenFor(room, invite) || hasEnded(invite, batch.at)) {
    // A room without a password that only members may enter can have been given nothing but an id that has ended.
    const { membersOnly, password } = room.record.config
    if (!isOurs && (!membersOnly || password !== '')) return false
    throw new SpecificError('not-authorized', EXPIRED, 'This invite has expired; ask for a new one.')
  }
  admit(entering, { invite, room, joiner: { jid: from.bare, name: nick }, isEntering: true })
  return true
}
