import type { RoomContext } from '../capability.js'
import { type Standing, standingOf } from '../model/room-user-status.js'
import { setUserStatus, type UserStatus } from './set-user-status.js'

/** The capabilities hear that somebody (a bare JID) stands to the room otherwise than before, where that is so. */
export function tellStanding(context: RoomContext, { user, was }: { user: string; was: Standing | undefined }): void {
  const now = standingOf(context.room, user)
  if (was?.status === now?.status && was?.privilege === now?.privilege) return
  for (const capability of context.capabilities) capability.onStandingChanged?.({ ...context, user, was, now })
}

/** Says how a person (a bare JID) stands to the room whose affiliation stays as it is. */
export function changeStatus(context: RoomContext, user: string, status: UserStatus['status'] | undefined): void {
  const was = standingOf(context.room, user)
  setUserStatus(context, user, status)
  tellStanding(context, { user, was })
}
