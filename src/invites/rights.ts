import { type Affiliation, isAtLeast } from '../muc/model/affiliation.js'
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
 * Only owners of the room may manage a link that grants `moderator`, since its id makes people admins. A personal link
 * is its owner's in any room, since it follows the owner from room to room. `ManagedLink` asks this for all that shows
 * the id of a link.
 */
export function mayManageLink(room: Room, user: string, invite: OpenInvite): boolean {
  return managesAs(affiliationOf(room, user), user, invite)
}

/** `mayManageLink` by the affiliation that the user has in the room of the link; `none` for a link to no room. */
export function managesAs(affiliation: Affiliation, user: string, { owner, roomType, terms }: OpenInvite): boolean {
  if (owner === user && roomType !== 'default') return true
  if (terms.grants === 'moderator') return affiliation === 'owner'
  return isAtLeast(affiliation, 'admin') || (owner === user && isAtLeast(affiliation, 'member'))
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
