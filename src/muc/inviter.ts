import type { Room } from './room.js'

/** By what name an invitation shows its inviter: a room that hides real JIDs hides theirs too, where they are in it. */
export function shownInviter({ record }: Room, inviter: { nick: string | undefined; user: string }): string {
  const isHidden = record.config.whois === 'moderators' && inviter.nick !== undefined
  return isHidden ? `${record.jid}/${inviter.nick}` : inviter.user
}
