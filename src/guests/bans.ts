import type { Context, RoomContext } from '../muc/context.js'
import { mapOf } from '../muc/model/room.js'

/** Lifts the ban whose key is this banned guest (a bare JID), if there is one. */
export function liftBan({ batch, room }: Pick<RoomContext, 'batch' | 'room'>, key: string): void {
  const was = mapOf(room, 'guest-ban').get(key)
  if (was) batch.change({ kind: 'guest-ban', room: room.record.jid, key, was, now: undefined })
}

/** Forgets the bans that are over, and with them what they keep of IP addresses. */
export function forgetOldBans(context: Pick<RoomContext, 'batch' | 'room'>): void {
  for (const [key, { until }] of [...mapOf(context.room, 'guest-ban')]) {
    if (until <= context.batch.at) liftBan(context, key)
  }
}

/** Forgets the bans that the look-up `guestBansOver` has found. */
export function forgetFoundBans({ batch, rooms, found }: Pick<Context, 'batch' | 'rooms' | 'found'>): void {
  for (const { room: address, key } of found.guestBansOver ?? []) {
    const room = rooms.get(address)
    const ban = room && mapOf(room, 'guest-ban').get(key)
    if (ban && ban.until <= batch.at) liftBan({ batch, room }, key)
  }
}
