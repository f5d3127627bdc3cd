import type { RoomChanges, RoomUserChange } from '../../stanza/room-notification.js'

/** Both changes as one: the later value of each attribute, and the user who changed last. */
export function mergeNews(was: RoomChanges | undefined, now: RoomChanges): RoomChanges {
  if (!was) return now
  const member = now.member ? mergeMember(was.member, now.member) : was.member
  return { ...was, ...now, ...(member && { member }) }
}

/** A notification names one user. The privilege of a user who is gone says nothing. */
function mergeMember(was: RoomUserChange | undefined, now: RoomUserChange): RoomUserChange {
  return was?.user === now.user && now.status !== 'deleted' ? { ...was, ...now } : now
}
