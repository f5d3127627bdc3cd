import { xml } from '../../stanza/element.js'
import type { RoomContext } from '../context.js'
import { mapOf, occupantsWith, type Room } from '../model/room.js'
import { type Requested, requestText } from './request-text.js'

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
 * Tells the admins and owners who are not in the room of a new request, by a message of the service: a client may take a
 * message of a room for one to all occupants. Those who are in the room get the form.
 */
export function tellAbsentAdmins(context: RoomContext, requested: Requested): void {
  const { batch, settings, room } = context
  if (!recordTold(context, requested.user)) return
  const text = requestText(context, requested)
  for (const to of absentAdmins(room)) {
    const message = xml('message', { from: settings.domain, to, type: 'chat', id: batch.newId() })
    message.append(xml('body', {}, text))
    batch.deliver(message)
  }
}

/** False if they were told of this person already. Deletes older times, and future ones, which predate a clock change. */
function recordTold({ room, batch }: RoomContext, user: string): boolean {
  const told = mapOf(room, 'told-request')
  const { jid } = room.record
  for (const [key, was] of [...told]) {
    const isOver = was > batch.at || was + INTERVAL <= batch.at
    if (isOver) batch.change({ kind: 'told-request', room: jid, key, was, now: undefined })
  }
  if (told.has(user) || told.size >= MOST_REMEMBERED) return false
  batch.change({ kind: 'told-request', room: jid, key: user, was: undefined, now: batch.at })
  return true
}

/** The bare JIDs of owners and admins without a client in the room. In the room they are moderators (XEP-0045 §5.1.2). */
function absentAdmins(room: Room): string[] {
  const present = new Set(occupantsWith(room, ['moderator']).map(occupant => occupant.user))
  const absent = [...room.byAffiliation.owner, ...room.byAffiliation.admin].filter(user => !present.has(user))
  return absent.slice(0, MOST_ADMINS)
}
