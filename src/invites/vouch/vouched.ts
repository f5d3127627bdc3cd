import type { Context, RoomContext } from '../../muc/context.js'
import { mapOf, type Room } from '../../muc/model/room.js'

/** A person whom the service has invited by a link because their address was entered on the page of the link. */
export type Vouched = {
  /** The `linkId` of the link that lets the person in without a password. */
  readonly linkId: string
  /** In milliseconds since 1970: until then the person is let in, or is not invited again. */
  readonly until: number
  /** The person has declined: the link does not let them in without a password any more. */
  readonly isDeclined: boolean
}

declare module '../../muc/model/room.js' {
  interface RoomMaps {
    /** By bare JID. */
    readonly vouched: Vouched
  }
}

type Changing = Pick<RoomContext, 'batch' | 'room'>

/** In milliseconds: how long the service vouches for an address, and how long a declined invitation is not repeated. */
export const VOUCHED_FOR = 24 * 60 * 60 * 1000

/** What the room knows of this person (a bare JID) at this time, in milliseconds since 1970; undefined after a day. */
export function vouchedAt(room: Room, user: string, at: number): Vouched | undefined {
  const known = mapOf(room, 'vouched').get(user)
  return known && known.until > at ? known : undefined
}

/** Sets or, without `now`, forgets what the room knows of this person (a bare JID). */
export function setVouched({ batch, room }: Changing, user: string, now: Vouched | undefined): void {
  const was = mapOf(room, 'vouched').get(user)
  if (was || now) batch.change({ kind: 'vouched', room: room.record.jid, key: user, was, now })
}

/** Forgets the people whom a link vouches for: it was revoked, unbound, or got a new id. */
export function endVouchesOf(context: Changing, linkId: string): void {
  for (const [user, known] of mapOf(context.room, 'vouched')) {
    if (known.linkId === linkId) setVouched(context, user, undefined)
  }
}

/** Forgets what is older than a day. */
export function forgetExpired(context: Changing): void {
  for (const [user, { until }] of mapOf(context.room, 'vouched')) {
    if (until <= context.batch.at) setVouched(context, user, undefined)
  }
}

/** Forgets the people whom the look-up `vouchedOver` has found. */
export function forgetFoundVouches({ batch, rooms, found }: Pick<Context, 'batch' | 'rooms' | 'found'>): void {
  for (const { room: address, key } of found.vouchedOver ?? []) {
    const room = rooms.get(address)
    if (room && !vouchedAt(room, key, batch.at)) setVouched({ batch, room }, key, undefined)
  }
}
