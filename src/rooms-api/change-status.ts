import type { RoomContext } from '../muc/context.js'
import { type RoomUserStatus, statusOf } from './room-user-status.js'
import { notifyUsers } from './room-users/notify-users.js'
import { setUserStatus } from './set-user-status.js'
import type { StoredUserStatus } from './stored-user-status.js'

/** Sets or deletes the stored status of a user (a bare JID) without a change of affiliation, and notifies the users. */
export function changeStatus(context: RoomContext, user: string, status: StoredUserStatus['status'] | undefined): void {
  const was = statusOf(context.room, user)
  setUserStatus(context, user, status)
  notifyOfChange(context, { user, was })
}

/** Notifies the users of the room if the status or the privilege of a user (a bare JID) has changed. */
export function notifyOfChange(
  context: RoomContext,
  { user, was }: { user: string; was: RoomUserStatus | undefined },
): void {
  const now = statusOf(context.room, user)
  if (was?.status !== now?.status || was?.privilege !== now?.privilege) notifyUsers(context, { user, was, now })
}
