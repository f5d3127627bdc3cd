import type { Context } from '../context.js'
import type { Room } from '../model/room.js'

/*
 * Two numbers tell who has unread messages (XEP-0437). `Room.activity` becomes odd with the first message after an
 * occupant has left, and even when the next one leaves, who stores it as `visited`. A person has unread messages if the
 * room's number is higher than theirs. A message in a room with an odd number changes nothing and costs nothing.
 */

type InRoom = Pick<Context, 'batch'> & { readonly room: Room }

/**
 * Records a message. Returns the `visited` of the people whose first unread message it is; undefined if there are none.
 */
export function raiseActivity(context: InRoom): number | undefined {
  const { activity } = context.room
  if (isOdd(activity)) return undefined
  setActivity(context, activity + 1)
  return activity
}

/**
 * Makes the activity even, so that the next message is unread. Returns the `visited` of a person without unread ones.
 */
export function settleActivity(context: InRoom): number {
  if (isOdd(context.room.activity)) setActivity(context, context.room.activity + 1)
  return context.room.activity
}

/** Stores the visit of a person (a bare JID) who leaves. Only people with an affiliation have one. */
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
