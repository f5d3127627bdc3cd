import { type AffiliationEntry, isAtLeast } from '../muc/model/affiliation.js'
import { affiliationOf, isNonAnonymous, mapOf, type Room } from '../muc/model/room.js'
import type { PutOut, StoredUserStatus } from './stored-user-status.js'

/** The privilege and the status of a user in a room, in the terms of the REST API. */
export type RoomUserStatus = {
  readonly privilege: Privilege
  readonly status: 'accepted' | 'invited' | 'unsubscribed' | 'rejected'
  /** In milliseconds since 1970. */
  readonly since: number
}

export type Privilege = 'guest' | 'user' | 'moderator'

/** The status of a user (a bare JID); undefined for outcasts and strangers, also if they are admins of the service. */
export function statusOf(room: Room, user: string): RoomUserStatus | undefined {
  return statusFrom(room.affiliations.get(user), mapOf(room, 'user-status').get(user))
}

/** The status that follows from the affiliation and the stored status of a user. */
export function statusFrom(
  entry: AffiliationEntry | undefined,
  status: StoredUserStatus | undefined,
): RoomUserStatus | undefined {
  if (entry && isAtLeast(entry.affiliation, 'member')) {
    const { since } = status ?? entry
    return { privilege: privilegeOf(entry), status: (status && SHOWN[status.status]) ?? 'accepted', since }
  }
  const shown = status && !entry ? SHOWN[status.status] : undefined
  return shown && status && { privilege: 'user', status: shown, since: status.since }
}

const SHOWN: Readonly<Record<StoredUserStatus['status'], RoomUserStatus['status'] | undefined>> = {
  invited: 'invited',
  unsubscribed: 'unsubscribed',
  rejected: 'rejected',
  removed: 'unsubscribed',
  dismissed: 'rejected',
  expelled: undefined,
}

/** How the API stores that a moderator has given a user one of these statuses, or has deleted the user's entry. */
export const PUT_OUT = {
  unsubscribed: 'removed',
  rejected: 'dismissed',
  deleted: 'expelled',
} as const satisfies Record<string, PutOut>

/** Whether a moderator has put this user (a bare JID) out, so that only a moderator lets them in again. */
export function isPutOut(room: Room, user: string): boolean {
  const status = mapOf(room, 'user-status').get(user)?.status
  return status === 'removed' || status === 'dismissed' || status === 'expelled'
}

/**
 * Whether a private room exists for this user (a bare JID): for its members, those who are invited, and those who have
 * left or declined by their own decision.
 */
export function knowsRoom(room: Room, user: string): boolean {
  if (isAtLeast(affiliationOf(room, user), 'member')) return true
  return statusOf(room, user) !== undefined && !isPutOut(room, user)
}

/** Whether the user is a member who has accepted or is invited. */
export function isActive(status: RoomUserStatus | undefined): status is RoomUserStatus {
  return status?.status === 'accepted' || status?.status === 'invited'
}

/** In the REST API admins and owners are moderators, and a member who enters without voice is a guest. */
function privilegeOf({ affiliation, isVisitor }: AffiliationEntry): Privilege {
  if (isAtLeast(affiliation, 'admin')) return 'moderator'
  return isVisitor ? 'guest' : 'user'
}

/** An address of random digits. A readable one does not tell, so the configuration does. */
const MADE_OVER_REST = /^room_[0-9a-f]{32}@/

/**
 * Whether the members of a room may see each other's addresses: in a non-anonymous room (XEP-0045 §4.2) and, our own
 * decision, in one that was created over REST, since that API names people by address. Moderators always may.
 */
export function showsMembers(room: Pick<Room, 'record'>): boolean {
  return isNonAnonymous(room) || isMadeOverRest(room)
}

/** Whether the room was created over the REST API, so that its users have clients of that API. */
export function isMadeOverRest({ record }: Pick<Room, 'record'>): boolean {
  return record.config.madeOverRest === true || MADE_OVER_REST.test(record.jid)
}
