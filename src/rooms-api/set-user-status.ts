import type { RoomContext } from '../muc/context.js'
import { mapOf } from '../muc/model/room.js'
import type { StoredUserStatus } from './stored-user-status.js'

/** Of those who are no members: a moderator can add and remove any address. Our own decision. */
const MOST_FORMER = 1000

/**
 * Sets it, or takes it away, and says nothing to anybody. `user` is a bare JID. Of very many who have left or declined, the
 * room forgets whom it has known so for longest.
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
  // All who are invited are members.
  const statuses = mapOf(room, 'user-status')
  if (statuses.size <= MOST_FORMER) return
  const former = [...statuses].filter(([user]) => !room.affiliations.has(user))
  for (const [user, was] of former.slice(0, Math.max(0, former.length - MOST_FORMER))) {
    batch.change({ kind: 'user-status', room: room.record.jid, key: user, was, now: undefined })
  }
}
