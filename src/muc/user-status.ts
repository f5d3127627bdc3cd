import type { RoomContext } from './capability.js'

/**
 * How somebody stands to the room beside their affiliation, in the words of the REST API. Who has none and is a member
 * or more has accepted. `invited`: a member who has not come yet. `unsubscribed` and `rejected`: no member any more, or
 * never, by their own decision.
 */
export type UserStatus = {
  readonly status: 'invited' | 'unsubscribed' | 'rejected'
  /** Milliseconds since 1970. */
  readonly since: number
}

/** Sets it, or takes it away, and says nothing to anybody. `user` is a bare JID. */
export function setUserStatus(
  { batch, room }: Pick<RoomContext, 'batch' | 'room'>,
  user: string,
  status: UserStatus['status'] | undefined,
): void {
  const was = room.statuses.get(user)
  if (was?.status === status) return
  const now = status && { status, since: batch.at }
  batch.change({ kind: 'user-status', room: room.record.jid, user, was, now })
}
