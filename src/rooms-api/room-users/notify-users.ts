import type { RoomContext } from '../../muc/context.js'
import type { RoomUserChange } from '../../stanza/room-notification.js'
import { notifyMembers } from '../notify-members.js'
import { isActive, isMadeOverRest, type RoomUserStatus } from '../room-user-status.js'

/**
 * All users of the room, and the person themselves, hear on all their devices how that person stands to it now. Of a room
 * that was not made over REST only its moderators and the person do: its people have other clients, and many changes in
 * a large room would be as many times all of its members.
 */
export function notifyUsers(
  context: RoomContext,
  { user, was, now }: { user: string; was: RoomUserStatus | undefined; now: RoomUserStatus | undefined },
): void {
  const least = isMadeOverRest(context.room) ? 'member' : 'admin'
  notifyMembers(context, { member: { user, ...newsOf(was, now) } }, { also: [user], least })
}

/** What has changed. That somebody who is gone has no privilege is no news. */
function newsOf(was: RoomUserStatus | undefined, now: RoomUserStatus | undefined): Omit<RoomUserChange, 'user'> {
  if (!now) return { status: 'deleted' }
  const hasPrivilege = isActive(now) && now.privilege !== (was?.privilege ?? 'user')
  return {
    ...(now.status !== was?.status && { status: now.status }),
    ...(hasPrivilege && { privilege: now.privilege }),
  }
}
