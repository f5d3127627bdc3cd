import { isAtLeast } from '../muc/model/affiliation.js'
import { affiliationOf, occupantsWith, type Room } from '../muc/model/room.js'
import type { Grant } from './invite-terms.js'
import type { OpenInvite } from './open-invite.js'

/**
 * Whether a user (a bare JID) may create a link with this grant: admins and owners may, and members if they may invite
 * (`muc#roomconfig_allowinvites`). Only owners grant `moderator`. A link stops opening the room when its owner loses
 * this right.
 */
export function mayMakeLink(room: Room, user: string, grants: Grant): boolean {
  const affiliation = affiliationOf(room, user)
  if (grants === 'moderator') return affiliation === 'owner'
  return isAtLeast(affiliation, room.record.config.allowInvites ? 'member' : 'admin')
}

/** Whether a link of this room opens it: the room is in use, and the owner of the link could still create it. */
export function isOpenFor(room: Room, { owner, terms }: OpenInvite): boolean {
  const { archived, locked } = room.record
  return !archived && !locked && mayMakeLink(room, owner, terms.grants)
}

/**
 * Whether a user (a bare JID) may see, change and revoke a link: its owner may, and the admins and owners of the room.
 * Only owners of the room may manage a link that grants `moderator`, since its id makes people admins.
 */
export function mayManageLink(room: Room, user: string, invite: OpenInvite): boolean {
  const affiliation = affiliationOf(room, user)
  if (invite.terms.grants === 'moderator') return affiliation === 'owner'
  return isAtLeast(affiliation, 'admin') || (invite.owner === user && isAtLeast(affiliation, 'member'))
}

/**
 * Whether a user (a bare JID) may list and revoke a link as a token: also the moderators who are in the room now may,
 * as MUC Token Invite recommends ("Security Considerations").
 */
export function mayRevokeLink(room: Room, user: string, invite: OpenInvite): boolean {
  if (mayManageLink(room, user, invite)) return true
  const isModerator = () => occupantsWith(room, ['moderator']).some(occupant => occupant.user === user)
  return invite.terms.grants !== 'moderator' && isModerator()
}
