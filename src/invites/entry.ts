import { isAtLeast } from '../muc/affiliation.js'
import type { Capability, PresenceContext, RoomContext } from '../muc/capability.js'
import { passwordIn } from '../muc/entry-password.js'
import { hasEnded, parseOpenInviteId } from '../muc/open-invite.js'
import { affiliationOf } from '../muc/room.js'
import { SpecificError } from '../stanza/error.js'
import { NS } from '../stanza/namespaces.js'
import { admit } from './redeem.js'
import { mayMakeLink } from './rights.js'

const EXPIRED = { name: 'expired-token', xmlns: NS.tokenInvite } as const

/**
 * MUC Token Invite, "Using a token": who enters with the id of an open invite as the password becomes a member. To a
 * member it does nothing but open the room, for clients keep it in their bookmarks. The room's own password is never
 * taken for an id.
 */
export const openInviteEntry: Capability = {
  onEntering(entering) {
    const { room, from } = entering
    const given = passwordIn(entering)
    const id = given === undefined || given === room.record.config.password ? undefined : parseOpenInviteId(given)
    return id !== undefined && entersBy(entering, { id, isMember: isAtLeast(affiliationOf(room, from.bare), 'member') })
  },
}

function entersBy(entering: PresenceContext & RoomContext, by: { id: string; isMember: boolean }): boolean {
  const { batch, room, rooms, from, nick } = entering
  const invite = rooms.openInvites.get(by.id)
  const isOurs = invite?.roomId === room.record.id
  const opens = isOurs && !room.record.archived && mayMakeLink(room, invite.owner, invite.terms.grants)
  if (!opens || hasEnded(invite, batch.at)) {
    // A room without a password that only members may enter can have been given nothing but an id that has ended.
    const { membersOnly, password } = room.record.config
    if (!by.isMember && (isOurs || (membersOnly && password === ''))) {
      throw new SpecificError('not-authorized', EXPIRED, 'This invite has expired; ask for a new one.')
    }
    return false
  }
  if (by.isMember) return !invite.terms.paused
  admit(entering, { invite, room, joiner: { jid: from.bare, name: nick }, isEntering: true })
  return true
}
