import { isAtLeast } from '../muc/affiliation.js'
import type { Grant } from '../muc/invite-terms.js'
import type { OpenInvite } from '../muc/open-invite.js'
import { affiliationOf, type Room } from '../muc/room.js'

/**
 * Who may make links to a room: its admins and owners, and its members where they may invite
 * (`muc#roomconfig_allowinvites`). Only an owner lets moderators in. A link opens nothing once its owner may not make it
 * any more. `user` is a bare JID.
 */
export function mayMakeLink(room: Room, user: string, grants: Grant): boolean {
  const affiliation = affiliationOf(room, user)
  if (grants === 'moderator') return affiliation === 'owner'
  return isAtLeast(affiliation, room.record.config.allowInvites ? 'member' : 'admin')
}

/** Who may see, change and revoke a link: whose it is, and the admins and owners of its room. */
export function mayManageLink(room: Room, user: string, invite: OpenInvite): boolean {
  const affiliation = affiliationOf(room, user)
  return isAtLeast(affiliation, 'admin') || (invite.owner === user && isAtLeast(affiliation, 'member'))
}
