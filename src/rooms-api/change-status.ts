import type { RoomContext } from '../muc/context.js'
import { type Standing, standingOf } from './room-user-status.js'
import { notifyUsers } from './room-users/notify-users.js'
import { setUserStatus } from './set-user-status.js'
import type { UserStatus } from './user-status.js'

/** Sets the status of a person (a bare JID) whose affiliation stays as it is, and notifies the users of the room. */
export function changeStatus(context: RoomContext, user: string, status: UserStatus['status'] | undefined): void {
  const was = standingOf(context.room, user)
  setUserStatus(context, user, status)
  notifyOfChange(context, { user, was })
}

/** Notifies the users of the room if the standing of a person (a bare JID) differs from what it was. */
export function notifyOfChange(context: RoomContext, { user, was }: { user: string; was: Standing | undefined }): void {
  const now = standingOf(context.room, user)
  if (was?.status !== now?.status || was?.privilege !== now?.privilege) notifyUsers(context, { user, was, now })
}
