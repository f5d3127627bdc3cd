import { TooOften } from '../../stanza/error.js'
import type { RoomContext } from '../context.js'
import { affiliationOf } from '../model/room.js'

type Invitations = { readonly inviter: string; readonly invited: readonly string[] }

/**
 * Counts the invitations of a person (`inviter`, and `invited`, are bare JIDs) to strangers: people who do not belong to
 * the room. Throws `TooOften` if they are more than the person may send (`maxInvitations` a minute, our own decision): an
 * invitation is the one message by which anybody reaches somebody who did not ask for it.
 */
export function countInvitations(context: RoomContext, invitations: Invitations): void {
  const seconds = waitFor(context, invitations)
  if (seconds === 0) return
  const most = context.settings.maxInvitations
  const text = `You invite too many people who do not belong to the room; the limit is ${most} a minute.`
  throw new TooOften(`${text} Try again in ${seconds} s.`, seconds)
}

/** Counts the invitations as `countInvitations`, if they may be sent; returns whether they may. */
export function mayInvite(context: RoomContext, invitations: Invitations): boolean {
  return waitFor(context, invitations) === 0
}

function waitFor({ batch, room, settings, invitationRates }: RoomContext, { inviter, invited }: Invitations): number {
  const { maxInvitations: most, admins } = settings
  const count = invited.filter(user => affiliationOf(room, user) === 'none').length
  if (count === 0 || most === 0 || admins.has(inviter)) return 0
  const seconds = invitationRates.take(inviter, { count, most, at: batch.at })
  if (seconds === 0) batch.onRevert(() => invitationRates.giveBack(inviter, Math.min(count, most)))
  return seconds
}
