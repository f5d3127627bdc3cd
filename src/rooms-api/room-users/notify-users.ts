import type { RoomContext } from '../../muc/context.js'
import type { RoomUserChange } from '../../stanza/room-notification.js'
import { notifyMembers } from '../notify-members.js'
import { isActive, isMadeOverRest, type RoomUserStatus } from '../room-user-status.js'

/**
 * Notifies the users of the room, and the user whose status has changed. For a room that was not created over REST only
 * moderators and that user are notified: its members have other clients, and the cost would be changes times members.
 */
export function notifyUsers(
  context: RoomContext,
  { user, was, now }: { user: string; was: RoomUserStatus | undefined; now: RoomUserStatus | undefined },
): void {
  const least = isMadeOverRest(context.room) ? 'member' : 'admin'
  notifyMembers(context, { member: { user, ...changesOf(was, now) } }, { also: [user], least })
}

function changesOf(was: RoomUserStatus | undefined, now: RoomUserStatus | undefined): Omit<RoomUserChange, 'user'> {
  if (!now) return { status: 'deleted' }
  const hasPrivilege = isActive(now) && now.privilege !== (was?.privilege ?? 'user')
  return {
    ...(now.status !== was?.status && { status: now.status }),
    ...(hasPrivilege && { privilege: now.privilege }),
  }
}
