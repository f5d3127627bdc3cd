import { type AffiliationEntry, isAtLeast } from '../muc/model/affiliation.js'
import { isNonAnonymous, mapOf, type Room } from '../muc/model/room.js'
import type { StoredUserStatus } from './stored-user-status.js'

/** How somebody stands to a room, in the words of the REST API. */
export type RoomUserStatus = {
  readonly privilege: Privilege
  readonly status: 'accepted' | 'invited' | 'unsubscribed' | 'rejected'
  /** Milliseconds since 1970. */
  readonly since: number
}

export type Privilege = 'guest' | 'user' | 'moderator'

/**
 * The standing of a person (a bare JID). Undefined of who has nothing to do with the room, and of who is banned. The
 * service's admins have none by that.
 */
export function statusOf(room: Room, user: string): RoomUserStatus | undefined {
  return statusFrom(room.affiliations.get(user), mapOf(room, 'user-status').get(user))
}

/** The same, by what the room has of the person. */
export function statusFrom(
  entry: AffiliationEntry | undefined,
  status: StoredUserStatus | undefined,
): RoomUserStatus | undefined {
  if (entry && isAtLeast(entry.affiliation, 'member')) {
    const { since } = status ?? entry
    return { privilege: privilegeOf(entry), status: status ? shownStatus(status) : 'accepted', since }
  }
  return status && !entry ? { privilege: 'user', status: shownStatus(status), since: status.since } : undefined
}

function shownStatus({ status }: StoredUserStatus): RoomUserStatus['status'] {
  return status === 'removed' ? 'unsubscribed' : status
}

/** Whether this is somebody who is in the room or may come at any time. */
export function isActive(status: RoomUserStatus | undefined): status is RoomUserStatus {
  return status?.status === 'accepted' || status?.status === 'invited'
}

/** Admins and owners are the moderators of the REST API, and who enters without voice is a guest there. */
function privilegeOf({ affiliation, isVisitor }: AffiliationEntry): Privilege {
  if (isAtLeast(affiliation, 'admin')) return 'moderator'
  return isVisitor ? 'guest' : 'user'
}

const MADE_OVER_REST = /^room_[0-9a-f]{32}@/

/**
 * Whether the members of a room may know each other's addresses: where the room hides none (XEP-0045 §4.2), and, our
 * own decision, where it was made over REST, for in that API people are their addresses. Moderators always may.
 */
export function showsMembers(room: Pick<Room, 'record'>): boolean {
  return isNonAnonymous(room) || isMadeOverRest(room)
}

/** Whether the room was made over the REST API: its people have clients of that API. */
export function isMadeOverRest({ record }: Pick<Room, 'record'>): boolean {
  return MADE_OVER_REST.test(record.jid)
}
