import type { RoomContext } from '../../muc/context.js'
import type { RoomUserChange } from '../../stanza/room-notification.js'
import { tellNews } from '../news/tell-news.js'
import { isActive, type RoomUserStatus } from '../room-user-status.js'

/** Notifies the family's clients of a changed status: of the user, and of those who hear of others (`tellNews`). */
export function notifyUsers(
  context: RoomContext,
  { user, was, now }: { user: string; was: RoomUserStatus | undefined; now: RoomUserStatus | undefined },
): void {
  tellNews(context, { member: { user, ...changesOf(was, now) } })
}

function changesOf(was: RoomUserStatus | undefined, now: RoomUserStatus | undefined): Omit<RoomUserChange, 'user'> {
  if (!now) return { status: 'deleted' }
  const hasPrivilege = isActive(now) && now.privilege !== (was?.privilege ?? 'user')
  return {
    ...(now.status !== was?.status && { status: now.status }),
    ...(hasPrivilege && { privilege: now.privilege }),
  }
}
