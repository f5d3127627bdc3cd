import type { RoomContext } from '../muc/context.js'
import { isAtLeast } from '../muc/model/affiliation.js'
import type { Room } from '../muc/model/room.js'
import type { State } from '../muc/model/state.js'
import { domainOf } from '../stanza/jid.js'
import { type RoomChanges, roomNotification } from '../stanza/room-notification.js'

/** The largest number of recipients of one notification. The others see the change when they read the room again. */
const MOST_RECIPIENTS = 5000

/**
 * Notifies the members of a room, invited ones too, on all their devices of its changes (`roomNotification`). `also`
 * adds bare JIDs; `least` is the lowest affiliation of the recipients. Our own decision: only users of the server's own
 * domain get it, since clients of the REST API sign in there, and a change of a room must not cause messages to
 * strangers.
 */
export function notifyMembers(
  context: RoomContext,
  changes: RoomChanges,
  { also = [], least = 'member' }: { also?: readonly string[]; least?: 'member' | 'admin' } = {},
): void {
  const { batch, room } = context
  const members = batch.reserveCopies(Math.min(room.members, MOST_RECIPIENTS)) ? localMembers(context, room, least) : []
  const recipients = new Set([...also.filter(user => isLocal(context, user)), ...members])
  const { id, jid } = room.record
  batch.send(
    roomNotification({ id, jid, messageId: batch.newId() }, changes),
    [...recipients].slice(0, MOST_RECIPIENTS),
  )
}

/** The bare JIDs of the members of a room who get its notifications. */
export function localMembers(state: State, { affiliations }: Room, least: 'member' | 'admin' = 'member'): string[] {
  const members = [...affiliations].filter(([user, it]) => isAtLeast(it.affiliation, least) && isLocal(state, user))
  return members.slice(0, MOST_RECIPIENTS).map(([user]) => user)
}

function isLocal({ settings }: State, user: string): boolean {
  return domainOf(user) === settings.userDomain
}
