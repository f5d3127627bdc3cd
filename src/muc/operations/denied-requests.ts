import { StanzaError } from '../../stanza/error.js'
import { isoTime } from '../../stanza/time.js'
import type { RoomContext } from '../context.js'
import type { DeniedRequest } from '../model/denied-request.js'
import { mapOf, type Room } from '../model/room.js'

declare module '../model/room.js' {
  interface RoomMaps {
    /** When the request of a person (a bare JID) was denied. */
    readonly 'denied-request': DeniedRequest
  }
}

/** In milliseconds: how long a person whose request was denied may not ask again. Our own decision. */
const DAY = 24 * 60 * 60 * 1000
/** How many denials a room remembers; beyond them it forgets the oldest. */
const MOST_DENIED = 1000

/** Notes that an admin has denied the request of a person (a bare JID), and forgets what is older than a day. */
export function noteDenial({ batch, room }: Pick<RoomContext, 'batch' | 'room'>, user: string): void {
  forgetDenial({ batch, room }, user)
  const denied = [...mapOf(room, 'denied-request')]
  for (const [index, [key, { at }]] of denied.entries()) {
    if (at + DAY <= batch.at || index <= denied.length - MOST_DENIED) forgetDenial({ batch, room }, key)
  }
  const now = { at: batch.at }
  batch.change({ kind: 'denied-request', room: room.record.jid, key: user, was: undefined, now })
}

/** Forgets a denial: the person (a bare JID) has an affiliation now. */
export function forgetDenial({ batch, room }: Pick<RoomContext, 'batch' | 'room'>, user: string): void {
  const was = mapOf(room, 'denied-request').get(user)
  if (was) batch.change({ kind: 'denied-request', room: room.record.jid, key: user, was, now: undefined })
}

/** Throws `forbidden` if the request of this person (a bare JID) was denied less than a day before the given time. */
export function refuseDenied(room: Room, user: string, at: number): void {
  const denied = mapOf(room, 'denied-request').get(user)
  if (!denied || denied.at + DAY <= at) return
  throw new StanzaError('forbidden', `Your request was declined. You may ask again after ${isoTime(denied.at + DAY)}.`)
}

/** Whether the request of this person (a bare JID) was denied less than a day before the given time. */
export function isDenied(room: Room, user: string, at: number): boolean {
  const denied = mapOf(room, 'denied-request').get(user)
  return denied !== undefined && denied.at + DAY > at
}
