import type { RoomContext } from '../context.js'
import { mapOf, occupantsWith, type Room } from '../model/room.js'
import { type Requested, requestText } from './request-text.js'
import { textMessage } from './text-message.js'

declare module '../model/room.js' {
  interface RoomMaps {
    /** When the absent admins were last told of a person's request, in milliseconds since 1970, by bare JID. */
    readonly 'told-request': number
  }
}

/** Owners come first. This and the numbers below are our own decisions. */
const MOST_ADMINS = 20
/** A person who withdraws a request and asks again is told of once in this time, in milliseconds. */
const INTERVAL = 24 * 3600 * 1000
/** People per room whose interval has not passed yet. */
const MOST_REMEMBERED = 1000

/**
 * Tells the admins and owners who are not in the room of a new request, by a message of the service. Those who are in the
 * room get the form.
 */
export function tellAbsentAdmins(context: RoomContext, requested: Requested): void {
  const { batch, room } = context
  if (!recordTold(context, requested.user)) return
  const text = requestText(context, requested)
  for (const user of absentAdmins(room)) batch.deliver(textMessage(context, { user, text }))
}

/** False if they were told of this person already. Deletes older times, and future ones, which predate a clock change. */
function recordTold({ room, batch }: RoomContext, user: string): boolean {
  const told = mapOf(room, 'told-request')
  const { jid } = room.record
  for (const key of [...told.keys()]) forgetTold({ room, batch }, key)
  if (told.has(user) || told.size >= MOST_REMEMBERED) return false
  batch.change({ kind: 'told-request', room: jid, key: user, was: undefined, now: batch.at })
  return true
}

/** Forgets that the admins were told of a person (a bare JID), unless they may not be told again yet. */
export function forgetTold({ room, batch }: Pick<RoomContext, 'room' | 'batch'>, user: string): void {
  const was = mapOf(room, 'told-request').get(user)
  if (was === undefined || (was <= batch.at && was + INTERVAL > batch.at)) return
  batch.change({ kind: 'told-request', room: room.record.jid, key: user, was, now: undefined })
}

/** The bare JIDs of owners and admins without a client in the room. In the room they are moderators (XEP-0045 §5.1.2). */
function absentAdmins(room: Room): string[] {
  const present = new Set(occupantsWith(room, ['moderator']).map(occupant => occupant.user))
  const absent = [...room.byAffiliation.owner, ...room.byAffiliation.admin].filter(user => !present.has(user))
  return absent.slice(0, MOST_ADMINS)
}
