import type { Context } from '../muc/context.js'
import { isInside, mapOf, occupantsOf, type Room } from '../muc/model/room.js'
import { refuseNonAdmin } from '../muc/operations/affiliation-rules.js'
import { Refusal } from '../rooms-api/refusal.js'
import { putOut } from './end.js'
import type { Guest } from './guest.js'

export type ListedGuest = Guest & { readonly jid: string; readonly isInside: boolean }

/** The guests of a room, oldest first, for its admins and owners. `by` is a bare JID. Throws `forbidden`. */
export function listGuests(room: Room, by: string): ListedGuest[] {
  refuseNonAdmin(room, by)
  const guests = [...mapOf(room, 'guest')].map(([jid, guest]) => ({ ...guest, jid, isInside: isInside(room, jid) }))
  return guests.sort((a, b) => a.madeAt - b.madeAt)
}

/**
 * Ends a guest (a bare JID), who leaves the room as kicked occupants do (XEP-0045 §8.2). `by` is a bare JID. Throws
 * `forbidden`, or `unknown-user` if there is no such guest.
 */
export function removeGuest(context: Context, room: Room, { jid, by }: { jid: string; by: string }): void {
  refuseNonAdmin(room, by)
  if (!mapOf(room, 'guest').has(jid)) throw new Refusal('unknown-user', `${jid} is no guest of this room.`)
  const [moderator] = occupantsOf(room, by)
  putOut({ ...context, room }, { jids: [jid], actor: moderator && { nick: moderator.nick } })
}
