import { isNonAnonymous, type Room } from './room.js'

/** By what name an invitation shows its inviter: a room that hides real JIDs hides theirs too, where they are in it. */
export function shownInviter(room: Room, inviter: { nick: string | undefined; user: string }): string {
  const isHidden = !isNonAnonymous(room) && inviter.nick !== undefined
  return isHidden ? `${room.record.jid}/${inviter.nick}` : inviter.user
}
