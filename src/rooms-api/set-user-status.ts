import type { RoomContext } from '../muc/context.js'
import { mapOf } from '../muc/model/room.js'
import type { StoredUserStatus } from './stored-user-status.js'

/** The largest number of former users of a room, since a moderator can add and remove any address. Our own decision. */
const MOST_FORMER = 1000

/**
 * Sets or deletes the stored status of a user (a bare JID), without a notification. Beyond 1000 former users the oldest
 * ones are deleted.
 */
export function setUserStatus(
  { batch, room }: Pick<RoomContext, 'batch' | 'room'>,
  user: string,
  status: StoredUserStatus['status'] | undefined,
): void {
  const was = mapOf(room, 'user-status').get(user)
  if (was?.status === status) return
  const now = status && { status, since: batch.at }
  batch.change({ kind: 'user-status', room: room.record.jid, key: user, was, now })
  if (now) forgetOldest({ batch, room })
}

function forgetOldest({ batch, room }: Pick<RoomContext, 'batch' | 'room'>): void {
  // Invited users are members, so that only former ones count.
  const statuses = mapOf(room, 'user-status')
  if (statuses.size <= MOST_FORMER) return
  const former = [...statuses].filter(([user]) => !room.affiliations.has(user))
  for (const [user, was] of former.slice(0, Math.max(0, former.length - MOST_FORMER))) {
    batch.change({ kind: 'user-status', room: room.record.jid, key: user, was, now: undefined })
  }
}
