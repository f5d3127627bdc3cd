import type { RoomContext } from '../muc/context.js'
import { isAtLeast } from '../muc/model/affiliation.js'
import type { Room } from '../muc/model/room.js'
import type { State } from '../muc/model/state.js'
import { domainOf } from '../stanza/jid.js'
import { type RoomChanges, roomNotification } from '../stanza/room-notification.js'

/** To how many people one piece of news goes; in larger rooms the others see it when they read the room again. */
const MOST_TOLD = 5000

/**
 * Tells the members of a room, those who are invited too, on all their devices what has changed (`roomNotification`). Our own
 * decision: only people of the server's own domain, for that is where the clients of the REST API sign in; nobody makes
 * this service write to strangers by changing a room. `also` names others who have to hear of it, by bare JID;
 * only those members hear of it who are at `least` that.
 */
export function notifyMembers(
  context: RoomContext,
  news: RoomChanges,
  { also = [], least = 'member' }: { also?: readonly string[]; least?: 'member' | 'admin' } = {},
): void {
  const { batch, room } = context
  const members = batch.reserveCopies(Math.min(room.members, MOST_TOLD)) ? localMembers(context, room, least) : []
  const told = new Set([...also.filter(user => isLocal(context, user)), ...members])
  const { id, jid } = room.record
  batch.send(roomNotification({ id, jid, messageId: batch.newId() }, news), [...told].slice(0, MOST_TOLD))
}

/** The members of a room, as bare JIDs, to whom its news go. */
export function localMembers(state: State, { affiliations }: Room, least: 'member' | 'admin' = 'member'): string[] {
  const members = [...affiliations].filter(([user, it]) => isAtLeast(it.affiliation, least) && isLocal(state, user))
  return members.slice(0, MOST_TOLD).map(([user]) => user)
}

function isLocal({ settings }: State, user: string): boolean {
  return domainOf(user) === settings.userDomain
}
