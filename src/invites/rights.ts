import { isAtLeast } from '../muc/model/affiliation.js'
import { affiliationOf, occupantsWith, type Room } from '../muc/model/room.js'
import type { Grant } from './invite-terms.js'
import type { OpenInvite } from './open-invite.js'

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

/** Whether a link of this room can open it: the room is there, and whose link it is may still make one like it. */
export function isOpenFor(room: Room, { owner, terms }: OpenInvite): boolean {
  const { archived, locked } = room.record
  return !archived && !locked && mayMakeLink(room, owner, terms.grants)
}

/**
 * Who may see, change and revoke a link: whose it is, and the admins and owners of its room. One that lets moderators in
 * is for owners alone, for who knows its id can make admins.
 */
export function mayManageLink(room: Room, user: string, invite: OpenInvite): boolean {
  const affiliation = affiliationOf(room, user)
  if (invite.terms.grants === 'moderator') return affiliation === 'owner'
  return isAtLeast(affiliation, 'admin') || (invite.owner === user && isAtLeast(affiliation, 'member'))
}

/**
 * Who may list and revoke a link as a token: whoever manages it, and who is a moderator in the room now, as MUC Token
 * Invite recommends ("Security Considerations").
 */
export function mayRevokeLink(room: Room, user: string, invite: OpenInvite): boolean {
  if (mayManageLink(room, user, invite)) return true
  const isModerator = () => occupantsWith(room, ['moderator']).some(occupant => occupant.user === user)
  return invite.terms.grants !== 'moderator' && isModerator()
}
