import type { RoomContext } from '../../muc/context.js'
import type { Room } from '../../muc/model/room.js'
import { type RoomChanges, roomNotification } from '../../stanza/room-notification.js'
import { isMadeOverRest } from '../room-user-status.js'

/** The largest number of recipients of one notification. The others see the change when they read the room again. */
const MOST_RECIPIENTS = 5000
/** In larger rooms only moderators and the person concerned hear of a change of one member. */
const MOST_MEMBERS = 100

/** The members of a room who hear of its changes, as bare JIDs. */
export function readersOf({ batch, familyClients, room }: RoomContext): string[] {
  return familyClients.membersOf(room, batch.at).slice(0, MOST_RECIPIENTS)
}

/** Those who would hear of these changes of the room. */
export function hearersOf(context: RoomContext, { member, ...others }: RoomChanges): string[] {
  if (Object.keys(others).length > 0) return readersOf(context)
  return member ? hearersOfMembers(context).filter(user => user !== member.user) : []
}

/**
 * Notifies the family's clients in a room of its changes. The person whom a change of a member concerns is notified
 * apart (`tell-news.ts`), and gets only the rest here. Sends nothing beyond the batch's budget of copies.
 */
export function sendToMany(context: RoomContext, changes: RoomChanges): void {
  const { member, ...others } = changes
  const whole = member ? hearersOf(context, { member }) : []
  const rest = Object.keys(others).length > 0 ? readersOf(context) : []
  if (!context.batch.reserveCopies(Math.max(whole.length, rest.length))) return
  const heard = new Set(whole)
  sendNews(context, changes, whole)
  sendNews(
    context,
    others,
    rest.filter(user => !heard.has(user)),
  )
}

/** Sends one notification of the room to each of these people (bare JIDs). */
export function sendNews({ batch, room }: RoomContext, changes: RoomChanges, to: readonly string[]): void {
  const { id, jid } = room.record
  if (to.length > 0) batch.send(roomNotification({ id, jid, messageId: batch.newId() }, changes), to)
}

/**
 * Who hears of a change of one member, beside that person. In a room that was not created over REST these are the
 * moderators alone, since it may hide the addresses of its members.
 */
function hearersOfMembers(context: RoomContext): string[] {
  const { batch, familyClients, room } = context
  return mayHearOfMembers(room) ? readersOf(context) : familyClients.moderatorsOf(room, batch.at)
}

function mayHearOfMembers(room: Room): boolean {
  return isMadeOverRest(room) && room.members <= MOST_MEMBERS
}
