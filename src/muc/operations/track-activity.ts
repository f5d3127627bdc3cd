import type { Context } from '../context.js'
import type { Room } from '../model/room.js'

/*
 * Who was in a room before something was said is known from two numbers: `Room.activity` becomes odd with the first
 * message after somebody has left, and even when the next one leaves, who then keeps it as `visited`. So something has
 * been said since somebody's last visit exactly when the room's number is higher than theirs; and what is said in a room
 * that has an odd number already is news to nobody, and costs nothing.
 */

type InRoom = Pick<Context, 'batch'> & { readonly room: Room }

/** Something has been said. Returns the number that those have for whom it is news; undefined where it is for nobody. */
export function raiseActivity(context: InRoom): number | undefined {
  const { activity } = context.room
  if (isOdd(activity)) return undefined
  setActivity(context, activity + 1)
  return activity
}

/** From now on, what is said is news. Returns the number of somebody who has heard all up to now. */
export function settleActivity(context: InRoom): number {
  if (isOdd(context.room.activity)) setActivity(context, context.room.activity + 1)
  return context.room.activity
}

/** A client of this person (a bare JID) leaves. Only of those with an affiliation it is remembered. */
export function recordVisit(context: InRoom, user: string): void {
  const { batch, room } = context
  const was = room.affiliations.get(user)
  if (!was || was.affiliation === 'outcast') return
  const visited = settleActivity(context)
  if (visited === was.visited) return
  batch.change({ kind: 'affiliation', room: room.record.jid, user, was, now: { ...was, visited } })
}

function setActivity({ batch, room }: InRoom, now: number): void {
  batch.change({ kind: 'activity', room: room.record.jid, was: room.activity, now })
}

function isOdd(activity: number): boolean {
  return activity % 2 === 1
}
