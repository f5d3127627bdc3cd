import type { RoomContext } from '../capability.js'

/**
 * How somebody stands to the room beside their affiliation, in the words of the REST API. Who has none and is a member
 * or more has accepted. `invited`: a member who has not come yet. `unsubscribed` and `rejected`: no member any more, or
 * never, by their own decision. `removed`: by a moderator's, which the API calls `unsubscribed`, too; but no link lets
 * them into a locked room, or past the approval of a moderator.
 */
export type UserStatus = {
  readonly status: 'invited' | 'unsubscribed' | 'rejected' | 'removed'
  /** Milliseconds since 1970. */
  readonly since: number
}

/** Of those who are no members: a moderator can add and remove any address. Our own decision. */
const MOST_FORMER = 1000

/**
 * Sets it, or takes it away, and says nothing to anybody. `user` is a bare JID. Of very many who have left or declined, the
 * room forgets whom it has known so for longest.
 */
export function setUserStatus(
  { batch, room }: Pick<RoomContext, 'batch' | 'room'>,
  user: string,
  status: UserStatus['status'] | undefined,
): void {
  const was = room.statuses.get(user)
  if (was?.status === status) return
  const now = status && { status, since: batch.at }
  batch.change({ kind: 'user-status', room: room.record.jid, user, was, now })
  if (now) forgetOldest({ batch, room })
}

function forgetOldest({ batch, room }: Pick<RoomContext, 'batch' | 'room'>): void {
  // All who are invited are members.
  if (room.statuses.size <= MOST_FORMER) return
  const former = [...room.statuses].filter(([user]) => !room.affiliations.has(user))
  for (const [user, was] of former.slice(0, Math.max(0, former.length - MOST_FORMER))) {
    batch.change({ kind: 'user-status', room: room.record.jid, user, was, now: undefined })
  }
}
